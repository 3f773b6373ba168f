package site

import "portal/internal/access"

const (
	get  = "GET"
	post = "POST"
)

// table lists every address with who may use it. Nothing is served that does not stand here.
func (s *Site) table() []route {
	return []route{
		{get, "/healthz", access.ReadPublic, s.healthz, 0},
		{get, "/readyz", access.ReadPublic, s.readyz, 0},
		{get, "/tinh/*", access.ReadPublic, s.asset, 0},

		{get, "/dang-nhap", access.SignIn, s.signInForm, 0},
		{post, "/dang-nhap", access.SignIn, s.signIn, 0},
		{post, "/dang-xuat", access.SignIn, s.signOut, 0},
		{get, "/mat-khau/{token}", access.SignIn, s.passwordLink, 0},
		{post, "/mat-khau/{token}", access.SignIn, s.setPassword, 0},
		{get, "/tai-khoan", access.KeepOwnAccount, s.myAccount, 0},
		{post, "/tai-khoan/mat-khau", access.KeepOwnAccount, s.changePassword, 0},
		{post, "/tai-khoan/dang-xuat-het", access.KeepOwnAccount, s.signOutEverywhere, 0},

		{get, "/", access.ReadPublic, s.home, kept},
		{get, "/tin-tuc", access.ReadPublic, s.newsList, kept},
		{get, "/tin-tuc/{slug}", access.ReadPublic, s.newsArticle, kept | viewed},
		{get, "/tin-tuc.atom", access.ReadPublic, s.newsFeed, kept},

		{get, "/xep-hang", access.ReadPublic, s.board, kept},
		{get, "/xep-hang/{block}", access.ReadPublic, s.board, kept},
		{get, "/xep-hang.csv", access.ReadPublic, s.boardCSV, kept},

		{get, "/hoat-dong", access.ReadPublic, s.activityList, kept},
		{get, "/hoat-dong.ics", access.ReadPublic, s.activitiesICS, kept},
		{get, "/hoat-dong/{code}", access.ReadPublic, s.activityPage, kept},
		{get, "/hoat-dong/{code}.ics", access.ReadPublic, s.activityICS, kept},
		{get, "/don-vi", access.ReadPublic, s.unitList, kept},
		{get, "/don-vi/{unit}", access.ReadPublic, s.unitPage, kept},
		{get, "/don-vi/{unit}.ics", access.ReadPublic, s.unitICS, kept},
		{get, "/phong-trao", access.ReadPublic, s.campaignPage, kept},
		{get, "/tim-kiem", access.ReadPublic, s.find, kept},
		{get, "/sitemap.xml", access.ReadPublic, s.sitemap, kept},
		{get, "/robots.txt", access.ReadPublic, s.robots, kept},

		{get, "/ban-to-chuc/cham-diem", access.ScoreUnit, s.toScore, 0},
		{get, "/ban-to-chuc/cham-diem/{unit}", access.ScoreUnit, s.scoreSheet, 0},
		{post, "/ban-to-chuc/cham-diem/{unit}", access.ScoreUnit, s.saveSheet, 0},
		{post, "/ban-to-chuc/cham-diem/{unit}/o", access.ScoreUnit, s.saveBox, 0},
		{get, "/ban-to-chuc/cham-diem/{unit}/nop", access.ScoreUnit, s.reviewSheet, 0},
		{post, "/ban-to-chuc/cham-diem/{unit}/xung-dot", access.DeclareConflict, s.declareConflict, 0},

		{get, "/lam-viec", access.ReadOwnUnit, s.work, 0},
		{get, "/lam-viec/hoat-dong/moi", access.RegisterActivity, s.newRegistration, 0},
		{post, "/lam-viec/hoat-dong/moi", access.RegisterActivity, s.register, 0},
		{get, "/lam-viec/hoat-dong/{code}", access.ReadOwnUnit, s.ownActivity, 0},
		{get, "/lam-viec/hoat-dong/{code}/sua", access.RegisterActivity, s.editRegistration, 0},
		{post, "/lam-viec/hoat-dong/{code}/sua", access.RegisterActivity, s.mendRegistration, 0},
		{post, "/lam-viec/hoat-dong/{code}/gui", access.SubmitActivity, s.submitRegistration, 0},
		{post, "/lam-viec/hoat-dong/{code}/rut", access.WithdrawActivity, s.withdraw, 0},
		{post, "/lam-viec/hoat-dong/{code}/hoan-tac", access.UndoStep, s.undo(ofUnit), 0},
		{get, "/lam-viec/hoat-dong/{code}/phien-ban", access.ReadOwnUnit, s.versions(ofUnit), 0},
		{get, "/lam-viec/hoat-dong/{code}/dieu-chinh", access.AmendActivity, s.newAmendment, 0},
		{post, "/lam-viec/hoat-dong/{code}/dieu-chinh", access.AmendActivity, s.proposeAmendment, 0},
		{get, "/lam-viec/hoat-dong/{code}/dieu-chinh/{number}", access.ReadOwnUnit, s.amendment(ofUnit), 0},
		{post, "/lam-viec/hoat-dong/{code}/dieu-chinh/{number}/rut", access.AmendActivity, s.withdrawAmendment, 0},
		{get, "/lam-viec/phoi-hop/{code}/{unit}", access.ReadOwnUnit, s.invitation, 0},
		{post, "/lam-viec/phoi-hop/{code}/{unit}", access.AnswerPartner, s.answerInvitation, 0},

		{get, "/ban-to-chuc/dang-ky", access.ReadRegistration, s.registrations, 0},
		{get, "/ban-to-chuc/dang-ky/trung-lap", access.ReadRegistration, s.duplicates, 0},
		{get, "/ban-to-chuc/dang-ky/dieu-chinh", access.ReadRegistration, s.openAmendments, 0},
		{get, "/ban-to-chuc/dang-ky/{code}", access.ReadRegistration, s.registration, 0},
		{post, "/ban-to-chuc/dang-ky/{code}/duyet", access.ApproveActivity, s.approveRegistration, 0},
		{post, "/ban-to-chuc/dang-ky/{code}/tra-lai", access.ReturnActivity, s.returnRegistration, 0},
		{post, "/ban-to-chuc/dang-ky/{code}/hoan-tac", access.UndoStep, s.undo(ofCommittee), 0},
		{get, "/ban-to-chuc/dang-ky/{code}/phien-ban", access.ReadRegistration, s.versions(ofCommittee), 0},
		{get, "/ban-to-chuc/dang-ky/{code}/dieu-chinh/{number}", access.ReadRegistration, s.amendment(ofCommittee), 0},
		{post, "/ban-to-chuc/dang-ky/{code}/dieu-chinh/{number}/chap-thuan", access.DecideAmendment, s.acceptAmendment, 0},
		{post, "/ban-to-chuc/dang-ky/{code}/dieu-chinh/{number}/khong", access.DecideAmendment, s.declineAmendment, 0},

		{get, "/ban-to-chuc", access.ReadCommittee, s.committeeDesk, 0},
		{get, "/ban-to-chuc/tong-hop", access.ReadOverview, s.overview, 0},
		{get, "/ban-to-chuc/tong-hop/{unit}/{judge}/mo-lai", access.ReopenSheet, s.reopenSheetForm, 0},
		{post, "/ban-to-chuc/tong-hop/{unit}/{judge}/mo-lai", access.ReopenSheet, s.reopenSheet, 0},
		{get, "/ban-to-chuc/dieu-chinh", access.ReadOverview, s.adjustmentList, 0},
		{post, "/ban-to-chuc/dieu-chinh", access.ProposeAdjusting, s.propose, 0},
		{get, "/ban-to-chuc/dieu-chinh/{claim}", access.ReadOverview, s.adjustment, 0},
		{post, "/ban-to-chuc/dieu-chinh/{claim}", access.DecideAdjusting, s.decide, 0},
		{get, "/ban-to-chuc/cong-bo", access.Publish, s.phasePanel, 0},
		{post, "/ban-to-chuc/cong-bo/chuyen-buoc", access.MovePhase, s.movePhase, 0},
		{get, "/ban-to-chuc/cong-bo/mo-lai", access.MovePhase, s.reopenPhaseForm, 0},
		{post, "/ban-to-chuc/cong-bo/mo-lai", access.MovePhase, s.reopenPhase, 0},
		{get, "/ban-to-chuc/cong-bo/xem-truoc", access.Publish, s.preview, 0},
		{post, "/ban-to-chuc/cong-bo/xem-truoc", access.Publish, s.publish, 0},

		{get, "/ban-to-chuc/theo-doi", access.FollowActivities, s.followed, 0},
		{get, "/ban-to-chuc/theo-doi/{code}", access.FollowActivities, s.followedActivity, 0},
		{post, "/ban-to-chuc/theo-doi/{code}", access.RecordVisit, s.recordVisit, 0},

		{get, "/quan-tri/tai-khoan", access.ManageAccounts, s.accountList, 0},
		{get, "/quan-tri/tai-khoan/moi", access.ManageAccounts, s.newAccount, 0},
		{post, "/quan-tri/tai-khoan/moi", access.ManageAccounts, s.createAccount, 0},
		{get, "/quan-tri/tai-khoan/{id}", access.ManageAccounts, s.oneAccount, 0},
		{post, "/quan-tri/tai-khoan/{id}", access.ManageAccounts, s.editAccount, 0},
		{post, "/quan-tri/tai-khoan/{id}/khoa", access.ManageAccounts, s.disableAccount, 0},
		{post, "/quan-tri/tai-khoan/{id}/mo-khoa", access.ManageAccounts, s.enableAccount, 0},
		{post, "/quan-tri/tai-khoan/{id}/lien-ket", access.ManageAccounts, s.newLink, 0},
		{get, "/quan-tri/don-vi", access.ManageAccounts, s.unitAccounts, 0},
		{get, "/quan-tri/cai-dat", access.ManageSettings, s.settings, 0},
		{post, "/quan-tri/cai-dat/phuong", access.ManageSettings, s.setWard, 0},
		{post, "/quan-tri/cai-dat/phong-trao", access.ManageSettings, s.setCampaign, 0},

		{get, "/nhat-ky", access.ReadAudit, s.auditLog, 0},
		{get, "/nhat-ky/chuoi", access.ReadAudit, s.auditChain, 0},
	}
}

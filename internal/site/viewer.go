package site

import (
	"strings"

	"portal/internal/access"
	"portal/web/ui"
)

// places are the entries of the navigation of who is signed in, each with the action
// that opens it. The first that somebody may open is their desk.
var places = []struct {
	href, label, icon string
	may               access.Action
}{
	{"/lam-viec", "Đơn vị của tôi", "home", access.ReadOwnUnit},
	{"/ban-to-chuc", "Ban tổ chức", "home", access.ReadCommittee},
	{"/ban-to-chuc/dang-ky", "Xét đăng ký", "file", access.ReadRegistration},
	{"/ban-to-chuc/theo-doi", "Theo dõi", "eye", access.FollowActivities},
	{planHref, "Kế hoạch", "log", access.PreparePlan},
	{"/ban-to-chuc/cham-diem", "Chấm điểm", "sheet", access.ScoreUnit},
	{"/ban-to-chuc/tong-hop", "Tổng hợp", "chart", access.ReadOverview},
	{"/ban-to-chuc/dieu-chinh", "Điều chỉnh điểm", "star", access.ReadOverview},
	{"/ban-to-chuc/cong-bo", "Công bố", "flag", access.Publish},
	{"/quan-tri/tai-khoan", "Tài khoản", "users", access.ManageAccounts},
	{"/quan-tri/cai-dat", "Cài đặt", "gear", access.ManageSettings},
	{"/nhat-ky", "Nhật ký", "log", access.ReadAudit},
}

// roleTitle are the roles in Vietnamese.
var roleTitle = map[access.Role]string{
	access.UnitStaff: "Cán bộ đơn vị", access.UnitHead: "Thủ trưởng đơn vị", access.Monitor: "Ủy viên theo dõi",
	access.Judge: "Giám khảo", access.Secretary: "Thư ký", access.Chair: "Trưởng ban", access.Editor: "Biên tập",
	access.Publisher: "Duyệt tin", access.Auditor: "Kiểm tra", access.Admin: "Quản trị",
}

func roleTitles(roles []access.Role) []string {
	var titles []string
	for _, r := range roles {
		if t := roleTitle[r]; t != "" {
			titles = append(titles, t)
		}
	}
	return titles
}

// viewer is who is signed in, as the layout shows it.
func viewer(a access.Actor, path string) *ui.Viewer {
	v := &ui.Viewer{Name: a.Name, RoleName: strings.Join(roleTitles(a.Roles), ", ")}
	best := -1
	for _, p := range places {
		if !a.Can(p.may) {
			continue
		}
		v.Nav = append(v.Nav, ui.NavItem{Href: p.href, Label: p.label, Icon: p.icon})
		if (path == p.href || strings.HasPrefix(path, p.href+"/")) && (best < 0 || len(p.href) > len(v.Nav[best].Href)) {
			best = len(v.Nav) - 1
		}
	}
	if best >= 0 {
		v.Nav[best].Current = true
	}
	v.Links = []ui.Link{{Href: "/tai-khoan", Label: "Tài khoản của tôi"}}
	return v
}

// homeOf is where the work of somebody begins.
func homeOf(a access.Actor) string {
	for _, p := range places {
		if a.Can(p.may) {
			return p.href
		}
	}
	return "/"
}

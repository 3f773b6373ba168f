// Package access is the policy: who may do what. It knows nobody and nothing of
// the trade but the names of roles and actions; everything else asks it.
package access

import (
	"slices"

	"portal/internal/fault"
)

// Role is what somebody is in the campaign. One person can have several.
type Role string

// The roles of DOMAIN.md section 1. Resident is everybody, with or without an account;
// Operator is who runs the program's commands on the server, and never signs in.
const (
	Resident  Role = "resident"
	UnitStaff Role = "unit_staff"
	UnitHead  Role = "unit_head"
	Monitor   Role = "monitor"
	Judge     Role = "judge"
	Secretary Role = "secretary"
	Chair     Role = "chair"
	Editor    Role = "editor"
	Publisher Role = "publisher"
	Auditor   Role = "auditor"
	Admin     Role = "admin"
	Operator  Role = "operator"
)

// Roles lists those that an account can hold, in the order they are shown.
var Roles = []Role{Admin, Chair, Secretary, Monitor, Judge, UnitHead, UnitStaff, Editor, Publisher, Auditor}

// Scope says on what a role may act: on nothing, on its own, on everything.
type Scope int

const (
	none Scope = iota
	own
	all
)

// Action is something that somebody does: an operation, or the reading of a page.
type Action string

// The actions. Each address names one, and each write is done under one.
const (
	ReadPublic       Action = "read_public"        // anything that residents may see
	SignIn           Action = "sign_in"            // sign-in and password links
	KeepOwnAccount   Action = "keep_own_account"   // sign out, sign out everywhere, change the password
	ReadOwnUnit      Action = "read_own_unit"      // what is due for my unit
	RegisterActivity Action = "register_activity"  // draft and mend a registration
	SubmitActivity   Action = "submit_activity"    // sign for it and send it
	WithdrawActivity Action = "withdraw_activity"  // take it back before it is approved
	UndoStep         Action = "undo_step"          // take back what one has just sent, returned or withdrawn
	AmendActivity    Action = "amend_activity"     // propose a change after the approval
	AnswerPartner    Action = "answer_partner"     // accept or decline to help another unit
	ReadCommittee    Action = "read_committee"     // what is due for me as a member
	ReadRegistration Action = "read_registrations" // the list to decide on
	ApproveActivity  Action = "approve_activity"   //
	ReturnActivity   Action = "return_activity"    // with a reason
	MergeActivity    Action = "merge_activity"     // two registrations that are the same
	KeepPhrases      Action = "keep_phrases"       // reasons for reuse
	ImportWorkbook   Action = "import_workbook"    // registrations of any unit; a unit's own it registers
	KeepExamples     Action = "keep_examples"      // activities for units to copy from
	DecideAmendment  Action = "decide_amendment"   // accept or decline a proposed change
	PreparePlan      Action = "prepare_plan"       // look at the plan as it would be issued
	IssuePlan        Action = "issue_plan"         // write down that an edition was signed
	FollowActivities Action = "follow_activities"  // units and activities a member follows
	RecordVisit      Action = "record_visit"       // a note on a visit
	ScoreUnit        Action = "score_unit"         // open, save and submit one's sheet
	DeclareConflict  Action = "declare_conflict"   // a tie with a unit, which closes its sheet
	ReadOverview     Action = "read_overview"      // units x judges
	ReopenSheet      Action = "reopen_sheet"       // with a reason
	ProposeAdjusting Action = "propose_adjustment" // bonus or deduction
	DecideAdjusting  Action = "decide_adjustment"  //
	MovePhase        Action = "move_phase"         // next phase, and reopening
	Publish          Action = "publish"            // provisional and final results
	ManageAccounts   Action = "manage_accounts"    // create, roles, units, disable, links
	ManageSettings   Action = "manage_settings"    // ward and campaign
	ReadAudit        Action = "read_audit"         // the audit log and its chain
	ImportData       Action = "import_data"        // commands on the server
	LoadSample       Action = "load_sample"        // the sample campaign
)

var everybody = map[Role]Scope{
	Resident: all, UnitStaff: all, UnitHead: all, Monitor: all, Judge: all, Secretary: all,
	Chair: all, Editor: all, Publisher: all, Auditor: all, Admin: all,
}

// policy is the whole table. What it does not name is not allowed.
var policy = map[Action]map[Role]Scope{
	ReadPublic: everybody,
	SignIn:     everybody,
	KeepOwnAccount: {
		UnitStaff: own, UnitHead: own, Monitor: own, Judge: own, Secretary: own,
		Chair: own, Editor: own, Publisher: own, Auditor: own, Admin: own, Operator: all,
	},
	ReadOwnUnit:      {UnitStaff: own, UnitHead: own},
	RegisterActivity: {UnitStaff: own, UnitHead: own},
	SubmitActivity:   {UnitHead: own},
	WithdrawActivity: {UnitHead: own},
	UndoStep:         {UnitHead: own, Secretary: all},
	AmendActivity:    {UnitHead: own},
	AnswerPartner:    {UnitHead: own},
	ReadCommittee:    {Monitor: own, Judge: own, Secretary: all, Chair: all, Auditor: all},
	ReadRegistration: {Secretary: all, Chair: all, Auditor: all},
	ApproveActivity:  {Secretary: all},
	ReturnActivity:   {Secretary: all},
	MergeActivity:    {Secretary: all},
	KeepPhrases:      {Secretary: all},
	ImportWorkbook:   {Secretary: all},
	KeepExamples:     {Secretary: all},
	DecideAmendment:  {Secretary: all},
	PreparePlan:      {Secretary: all, Chair: all, Auditor: all},
	IssuePlan:        {Secretary: all, Chair: all},
	FollowActivities: {Monitor: own, Secretary: all, Chair: all, Auditor: all},
	RecordVisit:      {Monitor: own},
	ScoreUnit:        {Judge: own},
	DeclareConflict:  {Judge: own},
	ReadOverview:     {Secretary: all, Chair: all, Auditor: all},
	ReopenSheet:      {Chair: all},
	ProposeAdjusting: {Secretary: all},
	DecideAdjusting:  {Chair: all},
	MovePhase:        {Chair: all},
	Publish:          {Chair: all},
	ManageAccounts:   {Admin: all, Operator: all},
	ManageSettings:   {Admin: all, Operator: all},
	ReadAudit:        {Auditor: all},
	ImportData:       {Operator: all},
	LoadSample:       {Operator: all},
}

// Actor is somebody who acts: an account with its roles of today, or a resident.
type Actor struct {
	Account   int64   // 0: a resident
	Name      string  // shown to the actor alone
	Roles     []Role  // of the account and of its memberships of today
	HeadOf    []int64 // units it heads today
	StaffOf   []int64 // units it works for today
	Member    int64   // its seat on the committee of the current campaign; 0: none
	RequestID string  // for the audit log
	Key       string  // idempotency key of the form being answered; empty: none
	Sent      string  // what that form says, hashed: a key stands for one content
}

// Subject is a thing that is acted on.
type Subject interface {
	// AuditKey names it in the audit log: "activity HD-001".
	AuditKey() string
	// OwnedBy says whether it is what this actor, in this role, wrote, runs or is assigned to.
	OwnedBy(a Actor, as Role) bool
}

// Known reports whether the policy has the action. An address with an unknown one must not be served.
func Known(do Action) bool { _, ok := policy[do]; return ok }

// HasRole reports whether the actor holds a role. Everybody is a resident.
func (a Actor) HasRole(r Role) bool { return r == Resident || slices.Contains(a.Roles, r) }

// Can says whether the actor may do this at all; whether to a particular thing, May says.
func (a Actor) Can(do Action) bool {
	for role, scope := range policy[do] {
		if scope != none && a.HasRole(role) {
			return true
		}
	}
	return false
}

// May says whether the actor may do this to this very thing.
func (a Actor) May(do Action, to Subject) bool {
	for role, scope := range policy[do] {
		if a.HasRole(role) && (scope == all || scope == own && to.OwnedBy(a, role)) {
			return true
		}
	}
	return false
}

// All says whether the actor may do this to everything, so that a list needs no filter.
func (a Actor) All(do Action) bool {
	for role, scope := range policy[do] {
		if scope == all && a.HasRole(role) {
			return true
		}
	}
	return false
}

// Holders lists the roles that may do this, in the order of Roles; the page of a refusal names them.
func Holders(do Action) []Role {
	var held []Role
	for _, role := range Roles {
		if policy[do][role] != none {
			held = append(held, role)
		}
	}
	return held
}

// Denied is the answer to who may not.
func Denied() error {
	return fault.New(fault.Forbidden, "Tài khoản của bạn không được làm việc này.")
}

package main

import (
	"encoding/hex"
	"testing"

	"portal/internal/fixture"
	"portal/internal/sample"
)

// auditKeySetting has the portal use the key of the test databases.
var auditKeySetting = "PORTAL_AUDIT_KEY=" + hex.EncodeToString(fixture.Key)

func TestVerify(t *testing.T) {
	t.Parallel()
	const freed = `alter table audit_entries disable trigger all; alter table publications disable trigger all; alter table plan_editions disable trigger all; `
	for name, c := range map[string]struct {
		tamper string
		says   string // empty: all holds
	}{
		"untouched":             {``, ""},
		"an entry changed":      {freed + `update audit_entries set reason = 'x' where id = 1`, "the audit chain breaks at entry 1: it was changed"},
		"an entry taken out":    {freed + `delete from audit_entries where id = 1`, "the audit chain breaks after entry 0"},
		"the time changed":      {freed + `update audit_entries set at = at + interval '1 s' where id = 2`, "the audit chain breaks at entry 2"},
		"a document changed":    {freed + `update publications set document = convert_to(replace(convert_from(document, 'utf8'), '"place":1', '"place":2'), 'utf8') where number = 1`, "publication 1"},
		"a sum changed":         {freed + `update publications set sha256 = sha256('x') where number = 1`, "publication 1"},
		"a document replaced":   {freed + `update publications set document = q.document, sha256 = q.sha256 from publications q where q.number = 2 and publications.number = 1`, "publication 1"},
		"a number changed":      {freed + `update publications set number = 7 where number = 2`, "publication 7"},
		"a publication dropped": {freed + `delete from publications where number = 2`, "is gone"},
		"a plan changed":        {freed + `update plan_editions set document = convert_to(replace(convert_from(document, 'utf8'), 'HD-001', 'HD-901'), 'utf8') where number = 1`, "plan 70-nam-giai-phong-thu-do 1 does not hold"},
		"a plan's sum, too": {
			freed + `update plan_editions set document = d, sha256 = sha256(d)
			from (select convert_to(replace(convert_from(document, 'utf8'), 'HD-001', 'HD-901'), 'utf8') as d from plan_editions where number = 2) x where number = 2`,
			"it is not the one that the audit log has",
		},
		"a plan dropped":  {freed + `delete from plan_editions where number = 2`, "is in the audit log but is gone"},
		"a plan's number": {freed + `update plan_editions set doc_number = '99/KH-UBND' where number = 1`, "it is stored under another campaign or number"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := fixture.URL(t, sample.Concluded)
			if c.tamper != "" {
				if _, err := connect(t, url).Exec(t.Context(), c.tamper); err != nil {
					t.Fatal(err)
				}
			}
			settings := []string{"DATABASE_URL=" + url, auditKeySetting}
			if c.says == "" {
				wants(t, does(t, settings, 0, "verify"), "entries hold", "publications: 2 hold", "plans: 2 editions hold")
				return
			}
			errOut := does(t, settings, 1, "verify")
			oneClearLine(t, errOut)
			wants(t, errOut, c.says)
		})
	}
}

func TestVerifyWithAnotherKey(t *testing.T) {
	t.Parallel()
	other := hex.EncodeToString([]byte("not the audit key of the tests.."))
	errOut := does(t, []string{"DATABASE_URL=" + fixture.URL(t, sample.Running), "PORTAL_AUDIT_KEY=" + other}, 1, "verify")
	wants(t, errOut, "the key of the audit chain is another one")
}

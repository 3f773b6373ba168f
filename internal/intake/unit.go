package intake

import (
	"io"
	"regexp"
	"strings"

	"portal/internal/rubric"
	"portal/internal/table"
)

// Unit is a row of units.csv.
type Unit struct {
	Row        int
	Code       string
	Name       string
	ShortName  string
	Aliases    []string // other ways that people write the name
	Kind       rubric.Kind
	Block      string
	BlockName  string
	HeadRole   string
	Households *int
	Members    *int
	Phone      string
	Email      string
}

var email = regexp.MustCompile(`^[a-z0-9._+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$`)

// ReadUnits reads a file such as units.csv, in its order.
func ReadUnits(from io.Reader) ([]Unit, table.Mistakes, error) {
	f, err := open(from, maxRows, []string{"kind_name"}, "unit_code", "unit_name", "short_name", "aliases", "kind_code",
		"block_code", "block_name", "head_role", "households", "members", "phone", "email")
	if err != nil {
		return nil, nil, err
	}
	kinds := make([]string, len(rubric.Kinds))
	for i, k := range rubric.Kinds {
		kinds[i] = string(k)
	}
	blocks := map[string]string{}
	units := make([]Unit, 0, len(f.rows))
	for _, row := range f.rows {
		c := cells{row, f}
		u := Unit{
			Row: row.Number, Code: c.key("unit_code", unitCode, wantUnitCode), Name: c.need("unit_name", 200), ShortName: c.need("short_name", 100),
			Aliases: c.list("aliases", 500), Kind: rubric.Kind(c.oneOf("kind_code", kinds...)),
			Block: c.code("block_code", blockCode, wantBlockCode), BlockName: c.need("block_name", 200), HeadRole: c.text("head_role", 200),
			Households: c.whole("households"), Members: c.whole("members"), Phone: c.text("phone", 30), Email: strings.ToLower(c.text("email", 200)),
		}
		c.once("unit_name", u.Name)
		if u.Email != "" && !email.MatchString(u.Email) {
			c.wrong("email", "E-mail cần có dạng ten@noi-nao-do.vn.")
		}
		if name, known := blocks[u.Block]; known && name != u.BlockName {
			c.wrong("block_name", "Khối %s ở trên có tên khác: %s.", u.Block, name)
		}
		if _, known := blocks[u.Block]; !known {
			blocks[u.Block] = u.BlockName
		}
		units = append(units, u)
	}
	return units, f.Mistakes, nil
}

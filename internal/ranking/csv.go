package ranking

import (
	"io"
	"strconv"

	"portal/internal/table"
)

// ReadQuotas reads the blocks and their awards from a file such as
// award-quotas.csv, blocks in the order in which they first appear. Whether a
// grade exists is for the rubric to say. The error lists every mistake by row, as
// table.Mistakes.
func ReadQuotas(from io.Reader) ([]Block, []Quota, error) {
	rows, mistakes, err := table.Read(from, "block_code", "block_name", "award_code", "award_name",
		"rank_from", "rank_to", "quota", "min_band", "prize_vnd")
	if err != nil {
		return nil, nil, err
	}
	var blocks []Block
	var quotas []Quota
	names, seen := map[string]string{}, map[[2]string]int{}
	for _, row := range rows {
		number := func(column string, least int64) int64 {
			n, err := strconv.ParseInt(row.Text(column), 10, 64)
			if err != nil || n < least || n > 1_000_000_000_000 {
				mistakes.Add(row.Number, column, "Hãy ghi một số nguyên từ %d.", least)
			}
			return n
		}
		for _, column := range []string{"block_code", "block_name", "award_code", "award_name", "min_band"} {
			if row.Text(column) == "" {
				mistakes.Add(row.Number, column, "Ô này không được để trống.")
			}
		}
		q := Quota{
			Block: row.Text("block_code"), Award: row.Text("award_code"), Name: row.Text("award_name"), MinGrade: row.Text("min_band"),
			From: int(number("rank_from", 1)), To: int(number("rank_to", 1)), Quota: int(number("quota", 0)), Prize: number("prize_vnd", 0),
		}
		if q.To < q.From {
			mistakes.Add(row.Number, "rank_to", "Hạng cuối không được đứng trước hạng đầu.")
		}
		key := [2]string{q.Block, q.Award}
		if first, again := seen[key]; again {
			mistakes.Add(row.Number, "award_code", "Giải này của khối đã có ở dòng %d.", first)
		}
		seen[key] = row.Number
		if name, known := names[q.Block]; !known {
			names[q.Block] = row.Text("block_name")
			blocks = append(blocks, Block{q.Block, row.Text("block_name")})
		} else if name != row.Text("block_name") {
			mistakes.Add(row.Number, "block_name", "Khối %s ở trên có tên khác: %s.", q.Block, name)
		}
		quotas = append(quotas, q)
	}
	if err := mistakes.Or(); err != nil {
		return nil, nil, err
	}
	return blocks, quotas, nil
}

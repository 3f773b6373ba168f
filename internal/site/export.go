package site

import (
	"bytes"
	"io"
	"net/http"

	"portal/internal/table"
)

const (
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	csvType  = "text/csv; charset=utf-8"
)

// listing is what a page shows that is a list: the same can be had as a file.
type listing interface{ Sheet() table.Sheet }

// asXLSX and asCSV answer with a list as a file. The list comes from the function that the page of the
// same name reads it with, for the same reader, so that what is hidden there is hidden here.
func asXLSX[L listing](s *Site, read func(*http.Request) (L, error)) handler {
	return asFile(s, read, "xlsx", xlsxType, table.Sheet.XLSX)
}

func asCSV[L listing](s *Site, read func(*http.Request) (L, error)) handler {
	return asFile(s, read, "csv", csvType, table.Sheet.CSV)
}

func asFile[L listing](s *Site, read func(*http.Request) (L, error), extension, contentType string, write func(table.Sheet, io.Writer) error) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		list, err := read(r)
		if err != nil {
			return err
		}
		ward, err := s.campaigns.Ward(r.Context())
		if err != nil {
			return err
		}
		sheet := list.Sheet()
		sheet.Sample, sheet.MadeAt = ward.Sample, s.DB.Now()
		var b bytes.Buffer
		if err := write(sheet, &b); err != nil {
			return err
		}
		name := sheet.FileName(extension)
		w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"; filename*=UTF-8''`+name)
		s.send(w, r, http.StatusOK, contentType, b.Bytes())
		return nil
	}
}

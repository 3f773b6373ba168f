package form

import (
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"portal/internal/viet"
)

// inMemory is more than any body is allowed to have: nothing that is sent is ever written to a file.
const inMemory = 64 << 20

// maxFileName is how much of the name of a file is kept.
const maxFileName = 150

// File is a file that came with a form. Its name is a text to show, never a path.
type File struct {
	Name    string
	Content []byte
}

// read takes in the body of a request, in either of the ways in which forms are sent.
func read(r *http.Request) error {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "multipart/form-data" {
		return r.ParseForm()
	}
	return r.ParseMultipartForm(inMemory)
}

// files are the files of a form, the first one of each field.
func files(r *http.Request) map[string]*multipart.FileHeader {
	if r.MultipartForm == nil {
		return nil
	}
	found := map[string]*multipart.FileHeader{}
	for name, sent := range r.MultipartForm.File {
		found[name] = sent[0]
	}
	return found
}

// digestFiles adds the files of a form to what stands for it.
func digestFiles(sum io.Writer, r *http.Request) {
	all := files(r)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		content := sha256.New()
		if f, err := all[name].Open(); err == nil {
			_, _ = io.Copy(content, f)
			_ = f.Close()
		}
		_, _ = fmt.Fprintf(sum, "%q %q %x\n", name, all[name].Filename, content.Sum(nil))
	}
}

// File reads the file of a field; nil when none was chosen.
func (f *Form) File(name string) (*File, error) {
	f.read(name)
	sent := f.files[name]
	if sent == nil {
		return nil, nil //nolint:nilnil // no file is no error
	}
	from, err := sent.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = from.Close() }()
	content, err := io.ReadAll(from)
	return &File{Name: fileName(sent.Filename), Content: content}, err
}

// fileName is what a device calls a file, without the folders that some put before it.
func fileName(sent string) string {
	name := viet.Shorten(viet.Clean(sent[strings.LastIndexAny(sent, `/\`)+1:]), maxFileName)
	if name == "" {
		return "tệp không tên"
	}
	return name
}

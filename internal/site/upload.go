package site

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"portal/internal/fault"
	"portal/internal/form"
	"portal/internal/viet"
)

const (
	fileLimit   = 5 << 20               // bytes of a file
	uploadLimit = fileLimit + formLimit // bytes of a form with a file
	uploadTime  = 2 * time.Minute       // for who has a slow line
	drained     = 4 * uploadLimit       // how much more is let pass, so that the refusal is read
	patience    = 10 * time.Second      // until it is this file's turn
)

// queue bounds how many do something heavy at once, whatever the number of those who ask.
type queue chan struct{}

var errBusy = fault.New(fault.Unavailable, "Nhiều người đang gửi tệp cùng lúc nên tệp này chưa được nhận. Hãy chờ một phút rồi gửi lại.")

// enter waits for a place; whoever gets one must leave it.
func (q queue) enter(ctx context.Context) (leave func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case q <- struct{}{}:
		return func() { <-q }, nil
	case <-ctx.Done():
		return nil, errBusy
	}
}

// receive lets a form with a file come in slowly, and says how large it may be.
func receive(w http.ResponseWriter, r *http.Request, body io.Reader) (*http.Request, error) {
	until := time.Now().Add(uploadTime)
	line := http.NewResponseController(w)
	if err := errors.Join(line.SetReadDeadline(until), line.SetWriteDeadline(until.Add(uploadTime))); err != nil {
		return r, err
	}
	keyed, err := keyed(r)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		_, _ = io.CopyN(io.Discard, body, drained) // a browser reads no answer before it has sent all
		return r, errFileTooLarge
	}
	return keyed, err
}

var errFileTooLarge = fault.New(fault.TooLarge, "Tệp lớn hơn "+viet.FileSize(fileLimit)+". Hãy bỏ ảnh và các trang tính không cần trong tệp, hoặc chia thành nhiều tệp, rồi gửi lại.")

// sentFile is the file of a form, which must not be empty or too large.
func sentFile(f *form.Form, name, ask string) (*form.File, error) {
	file, err := f.File(name)
	switch {
	case err != nil:
		return nil, err
	case file == nil:
		return nil, fault.Invalid{name: ask}
	case len(file.Content) > fileLimit:
		return nil, errFileTooLarge
	}
	return file, nil
}

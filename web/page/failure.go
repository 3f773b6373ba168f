// Package page holds the pages themselves, one file for each subject of the
// trade. A page is handed what it shows and decides nothing.
package page

import (
	"net/http"
	"strconv"

	"portal/web/ui"
)

// Failure is what an error page says: what happened, and what to do.
type Failure struct {
	Status    int
	Title     string
	Sentence  string
	Reference string // code that finds the entry in the log, for failures of ours
	When      string // time of the failure on the ward's clocks: "10:21"
	Search    bool   // offer a search box
	Links     []ui.Link
}

type wording struct{ title, sentence string }

var failures = map[int]wording{
	http.StatusForbidden:             {"Tài khoản này không mở được trang", "Trang này dành cho vai trò khác. Nếu vừa được giao nhiệm vụ, bạn nhờ quản trị cấp thêm quyền."},
	http.StatusNotFound:              {"Không tìm thấy trang này", "Đường dẫn có thể gõ nhầm, hoặc trang đã chuyển chỗ. Thử tìm theo tên hoạt động, gõ không dấu cũng được."},
	http.StatusMethodNotAllowed:      {"Không mở được trang theo cách này", "Địa chỉ này chỉ nhận nội dung gửi từ biểu mẫu. Hãy quay lại trang trước và bấm nút trong biểu mẫu."},
	http.StatusConflict:              {"Nội dung vừa được thay đổi", "Người khác vừa sửa nội dung này, hoặc nó đã chuyển sang bước khác. Hãy tải lại trang rồi làm tiếp."},
	http.StatusGone:                  {"Nội dung này không còn", "Nội dung đã được gỡ khỏi cổng."},
	http.StatusRequestEntityTooLarge: {"Nội dung gửi lên quá lớn", "Hãy rút ngắn nội dung hoặc chia thành nhiều phần rồi gửi lại."},
	http.StatusUnprocessableEntity:   {"Nội dung gửi lên chưa dùng được", "Hãy quay lại, kiểm tra những gì đã nhập rồi gửi lại."},
	http.StatusTooManyRequests:       {"Có quá nhiều yêu cầu trong thời gian ngắn", "Hãy chờ ít phút rồi thử lại."},
	http.StatusInternalServerError:   {"Máy chủ đang gặp lỗi", "Lỗi đã được ghi lại. Hãy thử lại sau ít phút; nếu vẫn gặp, báo mã dưới đây cho quản trị."},
	http.StatusServiceUnavailable:    {"Cổng đang tạm ngừng", "Cơ sở dữ liệu chưa trả lời. Hãy thử lại sau ít phút, nội dung đã gửi thành công vẫn được giữ."},
}

// NewFailure words a status. A sentence that says more about this case takes the place of the usual one.
func NewFailure(status int, sentence, reference string) Failure {
	w, ok := failures[status]
	if !ok {
		w = failures[http.StatusInternalServerError]
		if status < http.StatusInternalServerError {
			w = wording{"Không làm được việc này", "Hãy quay lại trang trước và thử lại."}
		}
	}
	f := Failure{Status: status, Title: w.title, Sentence: w.sentence, Reference: reference, Search: status == http.StatusNotFound}
	if sentence != "" {
		f.Sentence = sentence
	}
	f.Links = []ui.Link{{Href: "/", Label: "Về trang chủ"}}
	if status == http.StatusNotFound || status == http.StatusGone {
		f.Links = append(f.Links, ui.Link{Href: "/hoat-dong", Label: "Xem các hoạt động"})
	}
	return f
}

func (f Failure) number() string { return strconv.Itoa(f.Status) }

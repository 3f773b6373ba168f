package registration

import (
	"regexp"
	"strings"

	"portal/internal/activity"
	"portal/internal/viet"
)

// Columns that are known and are no field of a plan.
const (
	columnNumber = "stt"
	columnNotes  = "notes"
	columnPeriod = "period"   // both days in one cell
	columnWhat   = "contents" // the title, or the description where there is a title beside it
)

// titles are what people write over each column, folded and without what stands in brackets. The first
// that fits decides.
var titles = []struct {
	field   string
	written *regexp.Regexp
}{
	{columnNumber, regexp.MustCompile(`^(stt|tt|so tt|so thu tu)$`)},
	{columnNotes, regexp.MustCompile(`^(ghi chu|luu y|loi)$`)},
	{activity.FieldPartners, regexp.MustCompile(`phoi hop`)},
	{activity.FieldQuantityUnit, regexp.MustCompile(`^(don vi tinh|dvt)$`)},
	{activity.FieldCategory, regexp.MustCompile(`^((ma|ten) )?(linh vuc|nhom|loai|loai hinh|phan loai|chuyen de|mang)( (hoat dong|linh vuc|noi dung|cong viec|dang ky))*$`)},
	{activity.FieldEvidence, regexp.MustCompile(`minh chung|ho so kem theo`)},
	{activity.FieldTarget, regexp.MustCompile(`^(cac )?(chi tieu|muc tieu|ket qua|san pham|yeu cau can dat)`)},
	{activity.FieldBudgetState, regexp.MustCompile(`^((kinh phi|nguon|tu|von|chi|phan) )*(ngan sach|nsnn|ns|nha nuoc)( (nha nuoc|phuong|cap|ho tro))*$`)},
	{activity.FieldBudgetSocial, regexp.MustCompile(`^((kinh phi|nguon|tu|von|phan) )*(xa hoi hoa|xhh|van dong|huy dong|dong gop|nguon khac|khac|tai tro)( .*)?$`)},
	{activity.FieldBudgetTotal, regexp.MustCompile(`^(tong (so |cong )?)?(kinh phi|du toan|so tien)( (du kien|thuc hien|to chuc|dang ky|hoat dong))*( tong( so| cong)?)?$|^(tong|tong so|tong cong|cong|tong muc)$`)},
	{activity.FieldParticipants, regexp.MustCompile(`^((du kien|tong) )?(so (nguoi|luong nguoi|luot|luot nguoi|luong tham gia|luong nguoi)|quy mo|nguoi tham gia|luot nguoi)`)},
	{activity.FieldQuantity, regexp.MustCompile(`^(so luong|khoi luong)( do dem( duoc)?| can dat)?$`)},
	{activity.FieldStart, regexp.MustCompile(`^(tu|tu ngay|bat dau|(ngay|thoi gian|thoi diem) bat dau|khoi cong|ngay khoi cong|bat dau tu ngay)$`)},
	{activity.FieldEnd, regexp.MustCompile(`^(den|den ngay|den het ngay|ket thuc|hoan thanh|(ngay|thoi gian|thoi diem|thoi han) (ket thuc|hoan thanh))$`)},
	{columnPeriod, regexp.MustCompile(`^((ngay|thoi gian|thoi diem|lich)( (thuc hien|to chuc|dien ra|trien khai|du kien|hoat dong))*|thoi gian to chuc thuc hien|ngay thang)$`)},
	{activity.FieldPlace, regexp.MustCompile(`^(dia diem|noi (to chuc|thuc hien|dien ra)|dia ban)`)},
	{activity.FieldUnit, regexp.MustCompile(`^((ma|ten) )?(don vi|co quan|bo phan|to dan pho|tdp|to chuc|co quan don vi|ban nganh doan the)( (dang ky|thuc hien|chu tri|chu quan|to chuc|de xuat|hoat dong))*$|^(chu tri|chu tri thuc hien)$`)},
	{activity.FieldResponsible, regexp.MustCompile(`phu trach|chiu trach nhiem|dau moi`)},
	{columnWhat, regexp.MustCompile(`^noi dung( (hoat dong|dang ky|cong viec|thuc hien|cong viec thuc hien))*$`)},
	{activity.FieldDescription, regexp.MustCompile(`^(noi dung|cach lam|mo ta|cach thuc|hinh thuc|bien phap|tom tat)`)},
	{activity.FieldTitle, regexp.MustCompile(`^((ten|cac|danh muc|ten goi) )*(hoat dong|cong trinh|phan viec|cong viec|mo hinh|chuong trinh|noi dung|phong trao|viec lam)|^dang ky (hoat dong|cong trinh)|^ten (goi|viec)$`)},
}

var brackets = regexp.MustCompile(`\([^()]*\)|\[[^\[\]]*\]`)

// column says which field a title stands for, or "".
func column(title string) string {
	folded := viet.Slug(brackets.ReplaceAllString(viet.Clean(title), " "))
	folded = strings.ReplaceAll(folded, "-", " ")
	if folded == "" || len(folded) > 80 {
		return ""
	}
	for _, t := range titles {
		if t.written.MatchString(folded) {
			return t.field
		}
	}
	return ""
}

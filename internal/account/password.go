package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"portal/internal/fault"
	"portal/internal/viet"
)

// ShortestPassword and LongestPassword bound a password, in letters.
const (
	ShortestPassword = 12
	LongestPassword  = 128
)

// The price of a guess: 19 MiB and two passes, about 50 ms.
const (
	memory  = 19 * 1024
	passes  = 2
	lanes   = 1
	saltLen = 16
	sumLen  = 32
)

// phc is how a hash is written: algorithm, version, cost, salt and sum.
const phc = "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"

// nobody is the hash of no password at all. Guesses at accounts that do not exist are
// held against it, so that they take as long as any other.
var nobody = encode(memory, passes, lanes, make([]byte, saltLen), make([]byte, sumLen))

// hasher hashes for few at once: each hash takes memory, and a crowd of them would take all of it.
type hasher struct {
	slots chan struct{}
	wait  time.Duration
}

// shared is the hasher of this process.
var shared = &hasher{slots: make(chan struct{}, 2), wait: 5 * time.Second}

// run calls f when its turn comes, or gives up.
func (h *hasher) run(ctx context.Context, f func()) error {
	ctx, cancel := context.WithTimeout(ctx, h.wait)
	defer cancel()
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return fault.New(fault.Unavailable, "Đang có quá nhiều người đăng nhập cùng lúc. Hãy thử lại sau ít giây.")
	}
	defer func() { <-h.slots }()
	f()
	return nil
}

// hash makes the hash of a password to keep.
func (h *hasher) hash(ctx context.Context, password string) (encoded string, err error) {
	salt := make([]byte, saltLen)
	_, _ = rand.Read(salt) // it never fails
	err = h.run(ctx, func() {
		encoded = encode(memory, passes, lanes, salt, argon2.IDKey(letters(password), salt, passes, memory, lanes, sumLen))
	})
	return encoded, err
}

// verify tells whether this is the password of a hash. What is too long to be one
// costs the same as any wrong one.
func (h *hasher) verify(ctx context.Context, encoded, password string) (right bool, err error) {
	if tooLong(password) {
		encoded, password = nobody, ""
	}
	var m, t uint32
	var p uint8
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != "v=19" {
		return false, errors.New("a password hash is not one of argon2id")
	}
	_, costErr := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &m, &t, &p)
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	sum, sumErr := base64.RawStdEncoding.DecodeString(parts[5])
	if err := errors.Join(costErr, saltErr, sumErr); err != nil {
		return false, fmt.Errorf("a password hash cannot be read: %w", err)
	}
	if m > 4*memory || t > 4*passes || p != lanes || t == 0 || len(sum) != sumLen {
		return false, errors.New("a password hash has a cost nobody set")
	}
	err = h.run(ctx, func() {
		right = subtle.ConstantTimeCompare(sum, argon2.IDKey(letters(password), salt, t, m, p, sumLen)) == 1
	})
	return right, err
}

// HashPassword makes the hash of a password, to be kept in accounts.password_hash. It
// is for loading accounts in bulk; everybody else sets a password through a link.
func HashPassword(ctx context.Context, password string) (string, error) {
	return shared.hash(ctx, password)
}

func encode(m, t uint32, p uint8, salt, sum []byte) string {
	return fmt.Sprintf(phc, m, t, p, base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(sum))
}

// letters are the bytes of a password as NFC: macOS types the same word as NFD.
func letters(password string) []byte { return norm.NFC.Bytes([]byte(password)) }

// tooLong is asked before anything costly is done with a password.
func tooLong(password string) bool {
	return len(password) > 16*LongestPassword || utf8.RuneCount(letters(password)) > LongestPassword
}

// common are words that everybody tries first, as folded letters; numbers around them do not help.
var common = []string{
	"admin", "administrator", "anhyeuem", "asdfghjkl", "dangnhap", "emyeuanh", "iloveyou", "letmein", "matkhau",
	"password", "quantri", "qwerty", "qwertyuiop", "taikhoan", "thidua", "vietnam", "welcome", "xinchao",
}

// weak says in a sentence what is wrong with a new password, or "".
func weak(password, email, name string) string {
	if tooLong(password) {
		return fmt.Sprintf("Mật khẩu dài nhất %d ký tự.", LongestPassword)
	}
	runes := []rune(string(letters(password)))
	if len(runes) < ShortestPassword {
		return fmt.Sprintf("Mật khẩu cần ít nhất %d ký tự.", ShortestPassword)
	}
	local, _, _ := strings.Cut(email, "@")
	plain := squeeze(password)
	for _, known := range []string{email, local, name, local + local} {
		if known != "" && plain == squeeze(known) {
			return "Mật khẩu không được trùng với e-mail hay tên của bạn."
		}
	}
	different := slices.Clone(runes)
	slices.Sort(different)
	if len(slices.Compact(different)) < 5 || steps(runes) {
		return "Mật khẩu này quá dễ đoán. Hãy dùng một câu chỉ mình bạn nhớ."
	}
	word := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, plain)
	if slices.Contains(common, word) {
		return "Mật khẩu này quá dễ đoán. Hãy dùng một câu chỉ mình bạn nhớ."
	}
	return ""
}

// squeeze makes texts that differ only in accents, case and spaces the same.
func squeeze(s string) string { return strings.ReplaceAll(viet.Fold(s), " ", "") }

// steps reports whether each letter follows the one before it: 123456789012, abcdefghijkl.
func steps(runes []rune) bool {
	for _, step := range []rune{1, -1} {
		followed := 0
		for i := 1; i < len(runes); i++ {
			if d := runes[i] - runes[i-1]; d == step || d == -9*step {
				followed++
			}
		}
		if followed >= len(runes)-2 {
			return true
		}
	}
	return false
}

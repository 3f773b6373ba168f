package points

import (
	"math/big"
	"strconv"
	"strings"
)

// Fraction is an exact number of points, such as a mean: 459/5. It is kept in
// lowest terms, so equal fractions are ==. The zero value is no number at all: the
// mean of nothing.
type Fraction struct{ num, den int64 }

// Mean shares a sum of points among n: Mean(459,00, 5) is 459/5. The mean of nothing is no number.
func Mean(sum Points, n int) Fraction {
	if n <= 0 {
		return Fraction{}
	}
	return reduced(big.NewInt(int64(sum)), product(int64(n), int64(Point)))
}

// ParseFraction reads what String wrote.
func ParseFraction(text string) (Fraction, error) {
	if text == "" {
		return Fraction{}, nil
	}
	above, below, _ := strings.Cut(text, "/")
	num, err := strconv.ParseInt(above, 10, 64)
	den, err2 := strconv.ParseInt(below, 10, 64)
	if err != nil || err2 != nil || den <= 0 {
		return Fraction{}, refuse("Phân số phải viết như 459/5.")
	}
	return reduced(big.NewInt(num), big.NewInt(den)), nil
}

// None reports whether there is no number.
func (f Fraction) None() bool { return f.den == 0 }

// String writes a fraction in lowest terms, 459/5 or 90/1; no number is empty.
func (f Fraction) String() string {
	if f.None() {
		return ""
	}
	return strconv.FormatInt(f.num, 10) + "/" + strconv.FormatInt(f.den, 10)
}

// Plus adds points; a negative number takes away.
func (f Fraction) Plus(p Points) Fraction {
	if f.None() {
		return f
	}
	sum := product(f.num, int64(Point))
	return reduced(sum.Add(sum, product(int64(p), f.den)), product(f.den, int64(Point)))
}

// Scale multiplies by to/from: what was reached of from, as if it had been of to.
func (f Fraction) Scale(from, to Points) Fraction {
	if f.None() || from <= 0 {
		return Fraction{}
	}
	return reduced(product(f.num, int64(to)), product(f.den, int64(from)))
}

// Compare is negative when f is less than g, zero when they are equal. No number is less than any.
func (f Fraction) Compare(g Fraction) int {
	if f.None() || g.None() {
		return int(min(f.den, 1) - min(g.den, 1))
	}
	return product(f.num, g.den).Cmp(product(g.num, f.den))
}

// Round gives the nearest hundredth, half away from zero: 91,125 becomes 91,13. No number is 0.
func (f Fraction) Round() Points {
	if f.None() {
		return 0
	}
	twice := product(f.num, 2*int64(Point))
	negative := twice.Sign() < 0
	twice.Abs(twice).Add(twice, big.NewInt(f.den))
	n := reduced(twice.Quo(twice, product(f.den, 2)), big.NewInt(1)).num
	if negative {
		return Points(-n)
	}
	return Points(n)
}

func product(a, b int64) *big.Int { return new(big.Int).Mul(big.NewInt(a), big.NewInt(b)) }

// reduced panics when lowest terms do not fit: points are limited to Max, so
// only the program itself could bring that about.
func reduced(num, den *big.Int) Fraction {
	if common := new(big.Int).GCD(nil, nil, new(big.Int).Abs(num), den); common.Cmp(big.NewInt(1)) > 0 {
		num, den = new(big.Int).Quo(num, common), new(big.Int).Quo(den, common)
	}
	if !num.IsInt64() || !den.IsInt64() {
		panic("points: the fraction " + num.String() + "/" + den.String() + " is too large")
	}
	return Fraction{num.Int64(), den.Int64()}
}

package points

import (
	"encoding/json"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"portal/internal/fault"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Points{
		"9,5": 950, "9.5": 950, "9": 900, "0": 0, "0,0": 0, "9,25": 925, "9,50": 950, "09,5": 950, "100": 10000,
		" 9,5 ": 950, "\t9,5\n": 950, "\u00a09,5\u3000": 950,
		"９,５": 950, "９，５": 950, "９．５": 950, "１０": 1000,
		"999999,99": Max, "000000000000000000000000000009,5": 950,
	} {
		if got, err := Parse(text); err != nil || got != want {
			t.Errorf("Parse(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for text, sentence := range map[string]string{
		"": notANumber, "   ": notANumber, "đông": notANumber, "9,": notANumber, ",5": notANumber, ".5": notANumber,
		"9 5": notANumber, "9,5đ": notANumber, "+9": notANumber, "1e1": notANumber, "1E1": notANumber, "NaN": notANumber,
		"Inf": notANumber, "0x10": notANumber, "1_0": notANumber, "9'5": notANumber, "9²": notANumber, "½": notANumber,
		"٩": notANumber, "9,5,5": notANumber, "9\x00": notANumber, "9\u200b5": notANumber, "\xff": notANumber,
		"-": notANumber, "--1": notANumber, "-x": notANumber, "<script>": notANumber, "1.23.456": notANumber,
		"-1": negative, "-0": negative, "−9,5": negative, "– 9,5": negative, "－９": negative,
		"1.234": thousands, "12.345": thousands, "1.234.567": thousands, "1.234,5": thousands, "１．２３４": thousands,
		"9,555": tooFine, "9,5000": tooFine, "9.5555": tooFine, "1,234": tooFine,
		"1000000": tooLarge, "99999999999999999999999": tooLarge, strings.Repeat("9", 10000): tooLarge,
	} {
		got, err := Parse(text)
		if err == nil || err.Error() != sentence || got != 0 {
			t.Errorf("Parse(%.40q) = %d, %v; want %s", text, got, err, sentence)
		}
		if !fault.Is(err, fault.Unprocessable) {
			t.Errorf("Parse(%.40q): %v is not for the visitor", text, err)
		}
	}
	if _, err := Parse(strings.Repeat("-", 10000)); err == nil {
		t.Error("a row of minus signs is a number")
	}
}

func TestParseStored(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Points{"9.5": 950, "9": 900, "0.25": 25, "93.25": 9325, "0": 0} {
		if got, err := ParseStored(text); err != nil || got != want {
			t.Errorf("ParseStored(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "9,5", "-1", "-0", "1.234", "1e1", " 9", "9.", ".5", "NaN", "1.2.3", "1000000", "９"} {
		if got, err := ParseStored(text); err == nil {
			t.Errorf("ParseStored(%q) = %d; want an error", text, got)
		}
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	for p, want := range map[Points][3]string{
		950: {"9,5", "9,50", "9.50"}, 9325: {"93,25", "93,25", "93.25"}, 0: {"0", "0,00", "0.00"}, 10000: {"100", "100,00", "100.00"},
		5: {"0,05", "0,05", "0.05"}, 1000: {"10", "10,00", "10.00"}, -50: {"-0,5", "-0,50", "-0.50"}, -5: {"-0,05", "-0,05", "-0.05"},
		math.MinInt64: {"-92233720368547758,08", "-92233720368547758,08", "-92233720368547758.08"},
	} {
		if got := [3]string{p.String(), p.Column(), p.Stored()}; got != want {
			t.Errorf("%d is written %q, want %q", int64(p), got, want)
		}
	}
}

// What is written can be read again, and three times 9,9 is 29,7 and nothing beside it.
func TestExact(t *testing.T) {
	t.Parallel()
	for p := range Points(20000) {
		shown, err := Parse(p.String())
		column, err2 := Parse(p.Column())
		kept, err3 := ParseStored(p.Stored())
		if shown != p || column != p || kept != p || err != nil || err2 != nil || err3 != nil {
			t.Fatalf("%d comes back as %d, %d, %d", p, shown, column, kept)
		}
	}
	p, _ := Parse("9,9")
	if sum := p + p + p; sum.String() != "29,7" {
		t.Errorf("9,9 + 9,9 + 9,9 = %s", sum)
	}
}

func TestFraction(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		f     Fraction
		text  string
		round Points
	}{
		{Mean(45900, 5), "459/5", 9180},
		{Mean(45000, 5), "90/1", 9000},
		{Mean(0, 3), "0/1", 0},
		{Mean(25250, 3), "505/6", 8417},
		{Mean(36450, 4), "729/8", 9113}, // 91,125
		{Mean(-36450, 4), "-729/8", -9113},
		{Mean(1, 3), "1/300", 0},
		{Mean(1, 2), "1/200", 1}, // half a hundredth goes away from zero
		{Mean(-1, 2), "-1/200", -1},
		{Mean(9125, 1).Plus(300).Plus(-100), "373/4", 9325},
		{Mean(8100, 1).Scale(9500, 10000), "1620/19", 8526},
		{Fraction{}, "", 0},
		{Mean(100, 0), "", 0},
		{Fraction{}.Plus(100), "", 0},
		{Mean(100, 1).Scale(0, 10000), "", 0},
	} {
		if c.f.String() != c.text || c.f.Round() != c.round {
			t.Errorf("%s rounds to %d; want %s and %d", c.f, c.f.Round(), c.text, c.round)
		}
		if again, err := ParseFraction(c.text); err != nil || again != c.f {
			t.Errorf("%s is read as %v, %v", c.text, again, err)
		}
	}
	for _, text := range []string{"1", "1/0", "1/-2", "/", "a/b", "1/2/3", "99999999999999999999/1"} {
		if f, err := ParseFraction(text); err == nil {
			t.Errorf("%s is read as %v", text, f)
		}
	}
	none, zero, one := Fraction{}, Mean(0, 1), Mean(100, 1)
	if none.Compare(zero) >= 0 || zero.Compare(none) <= 0 || none.Compare(none) != 0 || zero.Compare(one) >= 0 || one.Compare(Mean(300, 3)) != 0 {
		t.Error("fractions compare wrongly")
	}
}

// Every operation agrees with arithmetic that has no limits.
func TestFractionAgreesWithRat(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(10, 10))
	for range 20000 {
		sum, n := Points(random.Int64N(int64(Max)*1400)), 1+random.IntN(200)
		plus, from := Points(random.Int64N(4000)-2000), Points(1+random.Int64N(10000))
		f := Mean(sum, n).Scale(from, 10000).Plus(plus)
		want := big.NewRat(int64(sum), int64(n)*100)
		want.Mul(want, big.NewRat(10000, int64(from))).Add(want, big.NewRat(int64(plus), 100))
		if f.String() != want.String() {
			t.Fatalf("mean of %d by %d, of %d, plus %d: %s, want %s", sum, n, from, plus, f, want)
		}
		hundredths := new(big.Rat).Mul(want, big.NewRat(100, 1))
		if got := f.Round().Stored(); got != want.FloatString(2) && !(want.Sign() < 0 && f.Round() == 0) {
			t.Fatalf("%s rounds to %s, want %s", hundredths, got, want.FloatString(2))
		}
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	type pair struct {
		P Points
		F Fraction
		N Fraction
	}
	in := pair{9325, Mean(45900, 5), Fraction{}}
	text, err := json.Marshal(in)
	if err != nil || string(text) != `{"P":"93.25","F":"459/5","N":""}` {
		t.Fatal(string(text), err)
	}
	var out pair
	if err := json.Unmarshal(text, &out); err != nil || out != in {
		t.Error(out, err)
	}
	for _, bad := range []string{`{"P":93.25}`, `{"P":"93,25"}`, `{"P":"-1"}`, `{"F":0.5}`, `{"F":"1/0"}`} {
		if json.Unmarshal([]byte(bad), &out) == nil {
			t.Error("read", bad)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"9,5", "1.234", "-0", "９,５", "", "1e1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Parse(text)
		if err == nil && (p < 0 || p > Max) {
			t.Errorf("%q is %d", text, p)
		}
		if again, err2 := Parse(p.String()); err == nil && (err2 != nil || again != p) {
			t.Errorf("%q is %d and comes back as %d, %v", text, p, again, err2)
		}
	})
}

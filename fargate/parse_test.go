package fargate_test

import (
	"errors"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/fargate"
)

func TestParseCPU(t *testing.T) {
	tests := []struct {
		name string
		in   string
		want int32
	}{
		{"units", "256", 256},
		{"the largest int32", "2147483647", math.MaxInt32},
		{"leading zeros", "000000000000000256", 256},
		{"documented vCPU", "1 vCPU", 1024},
		{"documented lower case", "1 vcpu", 1024},
		{"no space: aws-cdk 34157", "1vcpu", 1024},
		{"no leading zero", ".25 vCPU", 256},
		{"leading zero", "0.25vcpu", 256},
		{"any space and case: cfn-lint 3514", ".25     vCpU", 256},
		{"space around", " 1 VCPU ", 1024},
		{"all ASCII white space", "\t\n\v\f\r1\t\n\v\f\rvCPU\t\n\v\f\r", 1024},
		{"more decimals than any unit needs", "0.2500000000000000000000 vCPU", 256},
		{"smallest decimal: one unit", "0.0009765625 vCPU", 1},
		{"more than Fargate has is still a number", "192 vCPU", 196608},
		{"the largest decimal", "2097151.9990234375 vCPU", math.MaxInt32},
		{"a megabyte of zeros", strings.Repeat("0", 1<<20) + "1", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := fargate.ParseCPU(tt.in)
			if got != tt.want || err != nil {
				t.Errorf("got %d, %v; want %d", got, err, tt.want)
			}
		})
	}
}

func TestParseMemory(t *testing.T) {
	tests := []struct {
		name string
		in   string
		want int32
	}{
		{"MiB", "512", 512},
		{"documented GB", "1 GB", 1024},
		{"documented without space: cfn-lint 3879", "1GB", 1024},
		{"lower case: aws-cdk 34157", "2gb", 2048},
		{"documented half", "0.5 GB", 512},
		{"half without zero: ECS Exec walkthrough", ".5 gb", 512},
		{"any space: cfn-lint 3514", "1      gb", 1024},
		{"mixed case", "30 gB", 30720},
		{"the same digits before and after the point", "5.5 GB", 5632},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := fargate.ParseMemory(tt.in)
			if got != tt.want || err != nil {
				t.Errorf("got %d, %v; want %d", got, err, tt.want)
			}
		})
	}
}

const (
	notANumber = "is not a number of MiB or GB"
	notWhole   = "is not a whole number of MiB"
	tooMuch    = "is more than 2147483647 MiB"
	example    = `write "512" or "0.5 GB", for example`
)

func TestParseErrors(t *testing.T) {
	tests := []struct {
		name         string
		in           string
		reason, hint string
	}{
		{"empty", "", notANumber, example},
		{"blank", " \t", notANumber, example},
		{"unit only", "GB", notANumber, example},
		{"point only", ".", notANumber, example},
		{"point and unit", ". GB", notANumber, example},
		{"no decimals after the point", "1. GB", notANumber, `write "1024" or "1 GB"`},
		{"two points", "1.2.3 GB", notANumber, example},
		{"fraction without unit", "0.5", notANumber, `write "512" or "0.5 GB"`},
		{"MB", "512 MB", notANumber, `write "512" or "0.5 GB"`},
		{"MiB", "300MiB", notANumber, `write "300"`},
		{"GiB", "1 GiB", notANumber, `write "1024" or "1 GB"`},
		{"Docker suffix", "2g", notANumber, `write "2048" or "2 GB"`},
		{"Kubernetes suffix", "512Mi", notANumber, `write "512" or "0.5 GB"`},
		{"a number that only begins like one", "25:", notANumber, example},
		{"the largest int32, with a plus", "+2147483647", notANumber, `write "2147483647"`},
		{"one more than int32, with a plus", "+2147483648", notANumber, example},
		{"exponent with a plus", "1e+9", notANumber, `write "1000000000" or "976562.5 GB"`},
		{"exponent too long to look at", "1e+09", notANumber, example},
		{"space around a slip", " 2 gib ", notANumber, `write "2048" or "2 GB"`},
		{"an unknown unit after a fraction", "1.5 XB", notANumber, example},
		{"32 bytes are looked at", "+" + strings.Repeat("0", 28) + "512", notANumber, `write "512" or "0.5 GB"`},
		{"33 bytes are not", "+" + strings.Repeat("0", 29) + "512", notANumber, example},
		{"TB", ".0625 TB", notANumber, `write "65536" or "64 GB"`},
		{"exponent", "1e3", notANumber, `write "1000"`},
		{"exponent and unit", "1.5E0 gb", notANumber, `write "1536" or "1.5 GB"`},
		{"exponent too large to compute", "1e999999", notANumber, example},
		{"exponent out of range", "1e10", notANumber, example},
		{"plus", "+512", notANumber, `write "512" or "0.5 GB"`},
		{"minus", "-512", notANumber, example},
		{"hexadecimal", "0x200", notANumber, example},
		{"underscore", "1_024", notANumber, example},
		{"thousands", "1,024", notANumber, example},
		{"quotient", "1/2 GB", notANumber, example},
		{"full-width digits", "５１２", notANumber, example},
		{"Arabic digits", "٥١٢", notANumber, example},
		{"no-break space", "1\u00a0GB", notANumber, example},
		{"NUL", "512\x00", notANumber, example},
		{"space in the number", "5 12", notANumber, example},
		{"space in the unit", "1 G B", notANumber, example},
		{"the other quantity", "1 vCPU", notANumber, example},
		{"not a multiple of 1/1024", "0.3 GB", notWhole, example},
		{"half a MiB", "0.00048828125 GB", notWhole, example},
		{"just above a whole number", "1.00000000000000000001 GB", notWhole, example},
		{"one more than int32", "2147483648", tooMuch, example},
		{"one more than int32, in GB", "2097152 GB", tooMuch, example},
		{"more than int64", strings.Repeat("9", 30), tooMuch, example},
		{"too large and not whole", strings.Repeat("9", 30) + ".3 GB", tooMuch, example},
		{"zero", "0", "is zero", example},
		{"zero GB", "0.0 GB", "is zero", example},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := fargate.ParseMemory(tt.in)
			var parseErr *fargate.ParseError
			if got != 0 || !errors.As(err, &parseErr) {
				t.Fatalf("got %d, %v; want a *ParseError", got, err)
			}
			want := fargate.ParseError{Quantity: "memory", Input: tt.in, Reason: tt.reason, Hint: tt.hint}
			if *parseErr != want {
				t.Errorf("got  %+v\nwant %+v", *parseErr, want)
			}
		})
	}
}

// TestParseSlips has each of the wrong units that a hint translates.
func TestParseSlips(t *testing.T) {
	for _, tt := range []struct {
		parse func(string) (int32, error)
		hint  string
		in    []string
	}{
		{fargate.ParseMemory, `write "1024" or "1 GB"`, []string{"1024 m", "1024 mi", "1024 mb", "1024 mib", "1 g", "1 gi", "1 gib"}},
		{fargate.ParseMemory, `write "1048576" or "1024 GB"`, []string{"1 t", "1 ti", "1 tb", "1 tib"}},
		{fargate.ParseCPU, `write "1024" or "1 vCPU"`, []string{
			"1024 unit", "1024 units", "1024 cpu unit", "1024 cpu units", "1 vcpus", "1 cpu", "1 cpus", "1 core", "1 cores",
		}},
	} {
		for _, in := range tt.in {
			_, err := tt.parse(in)
			if e, ok := errors.AsType[*fargate.ParseError](err); !ok || e.Hint != tt.hint {
				t.Errorf("%s: got %v; want hint %s", in, err, tt.hint)
			}
		}
	}
}

// TestParseErrorShows holds how much of an input an error shows: 120 bytes.
func TestParseErrorShows(t *testing.T) {
	for in, want := range map[string]string{
		strings.Repeat("x", 120): `"` + strings.Repeat("x", 120) + `"`,
		strings.Repeat("x", 121): `"` + strings.Repeat("x", 120) + `"...`,
	} {
		_, err := fargate.ParseMemory(in)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(want, "...") != strings.Contains(err.Error(), "...") {
			t.Errorf("got %v; want it to show %s", err, want)
		}
	}
}

func TestParseCPUHints(t *testing.T) {
	tests := []struct{ in, hint string }{
		{"1024 units", `write "1024" or "1 vCPU"`},
		{"256 CPU units", `write "256" or ".25 vCPU"`},
		{" 1 core ", `write "1024" or "1 vCPU"`},
		{"1 vCPUs", `write "1024" or "1 vCPU"`},
		{"0.5 cores", `write "512" or ".5 vCPU"`},
		{".75", `write "768" or ".75 vCPU"`},
		{"1 GB", `write "256" or ".25 vCPU", for example`},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			_, err := fargate.ParseCPU(tt.in)
			var parseErr *fargate.ParseError
			if !errors.As(err, &parseErr) || parseErr.Hint != tt.hint || parseErr.Quantity != "cpu" {
				t.Errorf("got %v; want hint %s", err, tt.hint)
			}
		})
	}
}

func TestParseSize(t *testing.T) {
	size, err := fargate.ParseSize(".25 vCPU", "1GB")
	if want := (fargate.Size{CPU: 256, Memory: 1024}); size != want || err != nil {
		t.Errorf("got %v, %v; want %v", size, err, want)
	}
	for _, tt := range []struct {
		name, cpu, memory string
		lines             int
	}{
		{"cpu", "x", "512", 1},
		{"memory", "256", "x", 1},
		{"both are reported", "x", "x", 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			size, err := fargate.ParseSize(tt.cpu, tt.memory)
			var parseErr *fargate.ParseError
			if size != (fargate.Size{}) || !errors.As(err, &parseErr) {
				t.Fatalf("got %v, %v; want the zero Size and a *ParseError", size, err)
			}
			if got := strings.Count(err.Error(), "\n") + 1; got != tt.lines {
				t.Errorf("the error has %d lines, want %d:\n%v", got, tt.lines, err)
			}
		})
	}
}

func TestParseErrorIsBounded(t *testing.T) {
	const limit = 400
	for _, in := range []string{
		strings.Repeat("9", 1<<20),
		strings.Repeat(" ", 1<<20),
		strings.Repeat("\xff", 1<<20),
		strings.Repeat("😀", 1<<18),
		"a" + strings.Repeat("😀", 1<<18),
		"0." + strings.Repeat("3", 1<<20) + " GB",
		"1 " + strings.Repeat("G", 1<<20),
	} {
		_, err := fargate.ParseMemory(in)
		if err == nil {
			t.Fatalf("%.20q was accepted", in)
		}
		if n := len(err.Error()); n > limit {
			t.Errorf("the error for %.20q has %d bytes", in, n)
		}
	}
}

var (
	units = regexp.MustCompile(`^\s*\d+\s*$`)
	vcpu  = regexp.MustCompile(`^\s*(\d+|\d*\.\d+)\s*(?i:vcpu)\s*$`)
)

// slowParseCPU is ParseCPU with a pattern and rational numbers.
func slowParseCPU(s string) (n int32, ok bool) {
	s = strings.ReplaceAll(s, "\v", " ") // the one white space \s lacks
	value, scale := new(big.Rat), int64(1)
	switch m := vcpu.FindStringSubmatch(s); {
	case units.MatchString(s):
		value.SetString(strings.TrimSpace(s))
	case m != nil:
		value.SetString(m[1])
		scale = 1024
	}
	value.Mul(value, big.NewRat(scale, 1))
	if !value.IsInt() || value.Sign() == 0 || !value.Num().IsInt64() || value.Num().Int64() > math.MaxInt32 {
		return 0, false
	}
	return int32(value.Num().Int64()), true
}

var quoted = regexp.MustCompile(`"[^"]*"`)

func FuzzParseCPU(f *testing.F) {
	for _, s := range []string{"256", ".25 vCPU", " 1\vVCPU ", "1.", "1e3", "+1", "0.3 vcpu", "2097151.9990234375 vCPU", "2147483648", "１", "1024 units"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := fargate.ParseCPU(s)
		want, ok := slowParseCPU(s)
		if got != want || (err == nil) != ok {
			t.Fatalf("ParseCPU(%q) = %d, %v; the slow parser says %d, %t", s, got, err, want, ok)
		}
		if err == nil {
			again, err := fargate.ParseCPU(strconv.Itoa(int(got)))
			if again != got || err != nil {
				t.Fatalf("%q is %d, but that number parses as %d, %v", s, got, again, err)
			}
			return
		}
		if len(err.Error()) > 700 { // 120 bytes, each of which may be escaped by four
			t.Fatalf("the error has %d bytes", len(err.Error()))
		}
		var parseErr *fargate.ParseError
		if !errors.As(err, &parseErr) {
			t.Fatalf("%T is not a *ParseError", err)
		}
		for _, hint := range quoted.FindAllString(parseErr.Hint, -1) {
			if _, err := fargate.ParseCPU(strings.Trim(hint, `"`)); err != nil {
				t.Fatalf("hint of ParseCPU(%q) does not parse: %v", s, err)
			}
		}
	})
}

func FuzzParseDecimal(f *testing.F) {
	f.Add(uint32(0), uint64(25), uint8(2))
	f.Add(uint32(2097151), uint64(9990234375), uint8(10))
	f.Fuzz(func(t *testing.T, whole uint32, fraction uint64, width uint8) {
		digits := strconv.FormatUint(fraction, 10)
		if pad := int(width%24) - len(digits); pad > 0 {
			digits = strings.Repeat("0", pad) + digits
		}
		s := strconv.FormatUint(uint64(whole), 10) + "." + digits + " vCPU"
		got, err := fargate.ParseCPU(s)
		if want, ok := slowParseCPU(s); got != want || (err == nil) != ok {
			t.Fatalf("ParseCPU(%q) = %d, %v; the slow parser says %d, %t", s, got, err, want, ok)
		}
	})
}

func BenchmarkParseSize(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := fargate.ParseSize(".25 vCPU", "0.5 GB"); err != nil {
			b.Fatal(err)
		}
	}
}

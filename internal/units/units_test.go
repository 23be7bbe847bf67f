package units_test

import (
	"strconv"
	"testing"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/units"
)

func TestExplain(t *testing.T) {
	const number, text = "is not a whole number", "must be an integer, not a string"
	for _, tt := range []struct {
		path             field.Path
		value, msg, want string
	}{
		{"overrides.containerOverrides[0].memory", "1GB", number, "write 1024, in MiB"},
		{"overrides.containerOverrides[0].memory", "1 GB", text, "write 1024, in MiB"},
		{"overrides.containerOverrides[0].memory", "512", text, "write 512 without quotes"},
		{"memoryReservation", ".5GB", number, "write 512, in MiB"},
		{"memory", "much", number, "write a whole number of MiB"},
		{"memory", "1.5", number, "write a whole number of MiB"},
		{"containerOverrides[0].cpu", ".25 vCPU", number, "write 256, in CPU units"},
		{"cpu", "lots", text, "write a whole number of CPU units"},
		{"managedEBSVolume.sizeInGiB", "20GiB", number, "write 20, in GiB"},
		{"ephemeralStorage.sizeInGiB", "30 gb", text, "write 30, in GiB"},
		{"sizeInGiB", "3000000000G", number, "write a whole number of GiB"},
		{"iops", "3k", number, "old"},
		{"", "1", number, "old"},
	} {
		e := &field.Error{Path: tt.path, Kind: field.Invalid, Value: strconv.Quote(tt.value), Msg: tt.msg, Hint: "old"}
		if units.Explain(e); e.Hint != tt.want {
			t.Errorf("%s: %q gives %q, want %q", tt.path, tt.value, e.Hint, tt.want)
		}
	}
	for _, e := range []*field.Error{
		{Path: "memory", Kind: field.Invalid, Msg: "must be an integer, not a list", Hint: "old"},
		{Path: "memory", Kind: field.OutOfRange, Value: `"99999999999"`, Hint: "old"},
	} {
		if units.Explain(e); e.Hint != "old" {
			t.Errorf("%v", e)
		}
	}
}

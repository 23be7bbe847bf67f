package wire_test

import (
	"testing"

	"github.com/ecstask/ecstask/internal/wire"
)

// BenchmarkSDK is what Encode and Len are measured against: the SDK's own
// serialization of the same override to a request.
func BenchmarkSDK(b *testing.B) {
	over := typicalOverride()
	b.ReportAllocs()
	for b.Loop() {
		serializeRequest(b, over)
	}
}

func BenchmarkEncode(b *testing.B) {
	over := typicalOverride()
	b.ReportAllocs()
	b.SetBytes(int64(len(wire.Encode(over))))
	for b.Loop() {
		wire.Encode(over)
	}
}

func BenchmarkLen(b *testing.B) {
	over := typicalOverride()
	b.ReportAllocs()
	b.SetBytes(int64(len(wire.Encode(over))))
	for b.Loop() {
		wire.Len(over)
	}
}

func BenchmarkStrings(b *testing.B) {
	over := typicalOverride()
	b.ReportAllocs()
	for b.Loop() {
		wire.Strings(over, func(_ []byte, _ string) {})
	}
}

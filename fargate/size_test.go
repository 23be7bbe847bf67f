package fargate_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/ecstask/ecstask/fargate"
)

var platforms = []fargate.Platform{fargate.Linux, fargate.Windows, fargate.Historical2018}

// documented repeats the table of the ECS developer guide, row by row.
var documented = []struct {
	cpu       int32
	memory    []int32
	platforms []fargate.Platform
}{
	{256, []int32{512, 1024, 2048}, []fargate.Platform{fargate.Linux, fargate.Historical2018}},
	{512, []int32{1024, 2048, 3072, 4096}, []fargate.Platform{fargate.Linux, fargate.Historical2018}},
	{1024, []int32{2048, 3072, 4096, 5120, 6144, 7168, 8192}, platforms},
	{2048, gigabytes(4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16), platforms},
	{4096, gigabytes(8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30), platforms},
	{8192, gigabytes(16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60), platforms[:1]},
	{16384, gigabytes(32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120), platforms[:1]},
	{32768, gigabytes(60, 120, 244), platforms[:1]},
}

func gigabytes(values ...int32) []int32 {
	for i := range values {
		values[i] *= 1024
	}
	return values
}

func TestSizes(t *testing.T) {
	for _, p := range platforms {
		t.Run(p.String(), func(t *testing.T) {
			var want []fargate.Size
			for _, row := range documented {
				for _, m := range row.memory {
					if slices.Contains(row.platforms, p) {
						want = append(want, fargate.Size{CPU: row.cpu, Memory: m})
					}
				}
			}
			if got := slices.Collect(fargate.Sizes(p)); !slices.Equal(got, want) {
				t.Errorf("got  %v\nwant %v", got, want)
			}
			for _, s := range want {
				if err := fargate.Validate(s, p); err != nil {
					t.Error(err)
				}
				if got := fargate.Nearest(s, p); !slices.Equal(got, []fargate.Size{s}) {
					t.Errorf("Nearest(%v) = %v, want only itself", s, got)
				}
			}
		})
	}
}

func TestSizesCanStop(t *testing.T) {
	for s := range fargate.Sizes(fargate.Linux) {
		if want := (fargate.Size{CPU: 256, Memory: 512}); s != want {
			t.Fatalf("went on to %v", s)
		}
		break
	}
}

func TestValidate(t *testing.T) {
	tests := []struct {
		name  string
		size  fargate.Size
		valid []fargate.Platform
	}{
		{"smallest", fargate.Size{256, 512}, []fargate.Platform{fargate.Linux, fargate.Historical2018}},
		{"smallest of Windows", fargate.Size{1024, 2048}, platforms},
		{"largest of 2018", fargate.Size{4096, 30720}, platforms},
		{"largest", fargate.Size{32768, 249856}, platforms[:1]},
		{"8 vCPU goes by 4096", fargate.Size{8192, 20480}, platforms[:1]},
		{"not by 1024", fargate.Size{8192, 17408}, nil},
		{"16 vCPU goes by 8192", fargate.Size{16384, 40960}, platforms[:1]},
		{"not by 4096", fargate.Size{16384, 36864}, nil},
		{"32 vCPU has no range", fargate.Size{32768, 65536}, nil},
		{"256 skips 1536", fargate.Size{256, 1536}, nil},
		{"zero", fargate.Size{}, nil},
		{"negative", fargate.Size{-256, -512}, nil},
		{"swapped", fargate.Size{512, 256}, nil},
	}
	for _, tt := range tests {
		for _, p := range append(platforms, 200) {
			t.Run(tt.name+"/"+p.String(), func(t *testing.T) {
				err := fargate.Validate(tt.size, p)
				if slices.Contains(tt.valid, p) {
					if err != nil {
						t.Error(err)
					}
					return
				}
				var sizeErr *fargate.SizeError
				if !errors.As(err, &sizeErr) || *sizeErr != (fargate.SizeError{Size: tt.size, Platform: p}) {
					t.Errorf("got %#v; want a *SizeError", err)
				}
			})
		}
	}
}

func TestSizeErrorText(t *testing.T) {
	tests := []struct {
		name     string
		size     fargate.Size
		platform fargate.Platform
		want     string
	}{
		{"memory too small", fargate.Size{1024, 1024}, fargate.Linux,
			"1024 CPU units, 1024 MiB is not a Fargate size (Linux, as of 2026-09); " +
				"with 1024 CPU units, use 2048 to 8192 MiB in steps of 1024; " +
				"the nearest smaller size is 512 CPU units, 1024 MiB; the nearest larger size is 1024 CPU units, 2048 MiB"},
		{"no CPU below on Windows", fargate.Size{1024, 1024}, fargate.Windows,
			"1024 CPU units, 1024 MiB is not a Fargate size (Windows, as of 2026-09); " +
				"with 1024 CPU units, use 2048 to 8192 MiB in steps of 1024; " +
				"the nearest larger size is 1024 CPU units, 2048 MiB"},
		{"four memories are a range", fargate.Size{512, 8192}, fargate.Linux,
			"512 CPU units, 8192 MiB is not a Fargate size (Linux, as of 2026-09); " +
				"with 512 CPU units, use 1024 to 4096 MiB in steps of 1024; " +
				"the nearest smaller size is 512 CPU units, 4096 MiB; the nearest larger size is 1024 CPU units, 8192 MiB"},
		{"list of memory", fargate.Size{32768, 65536}, fargate.Linux,
			"32768 CPU units, 65536 MiB is not a Fargate size (Linux, as of 2026-09); " +
				"with 32768 CPU units, use 61440, 122880 or 249856 MiB; " +
				"the nearest smaller size is 32768 CPU units, 61440 MiB; the nearest larger size is 32768 CPU units, 122880 MiB"},
		{"unknown CPU", fargate.Size{768, 2048}, fargate.Historical2018,
			"768 CPU units, 2048 MiB is not a Fargate size (Historical2018); " +
				"use 256, 512, 1024, 2048 or 4096 CPU units; " +
				"the nearest smaller size is 512 CPU units, 2048 MiB; the nearest larger size is 1024 CPU units, 2048 MiB"},
		{"no nearest", fargate.Size{128, 300000}, fargate.Windows,
			"128 CPU units, 300000 MiB is not a Fargate size (Windows, as of 2026-09); " +
				"use 1024, 2048 or 4096 CPU units"},
		{"unknown platform", fargate.Size{256, 512}, 9,
			"256 CPU units, 512 MiB is not a Fargate size (Platform(9)); use Linux or Windows"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := fargate.Validate(tt.size, tt.platform).Error(); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestNearest(t *testing.T) {
	type sizes = []fargate.Size
	tests := []struct {
		name     string
		size     fargate.Size
		platform fargate.Platform
		want     sizes
	}{
		{"between two memories of one CPU", fargate.Size{2048, 4500}, fargate.Linux, sizes{{2048, 4096}, {2048, 5120}}},
		{"between two steps of 4096", fargate.Size{8192, 17408}, fargate.Linux, sizes{{8192, 16384}, {8192, 20480}}},
		{"too little memory for the CPU", fargate.Size{1024, 1024}, fargate.Linux, sizes{{512, 1024}, {1024, 2048}}},
		{"too much memory for the CPU", fargate.Size{1024, 16384}, fargate.Linux, sizes{{1024, 8192}, {2048, 16384}}},
		{"far too much memory: two CPUs up", fargate.Size{256, 5000}, fargate.Linux, sizes{{256, 2048}, {1024, 5120}}},
		{"memory beyond every size of the CPU's neighbours", fargate.Size{256, 200000}, fargate.Linux, sizes{{256, 2048}, {32768, 249856}}},
		{"CPU between two tiers", fargate.Size{768, 2048}, fargate.Linux, sizes{{512, 2048}, {1024, 2048}}},
		{"neither fits", fargate.Size{3000, 5000}, fargate.Linux, sizes{{2048, 4096}, {4096, 8192}}},
		{"below everything", fargate.Size{0, 0}, fargate.Linux, sizes{{256, 512}}},
		{"below everything on Windows", fargate.Size{256, 512}, fargate.Windows, sizes{{1024, 2048}}},
		{"above everything", fargate.Size{1 << 30, 1 << 30}, fargate.Linux, sizes{{32768, 249856}}},
		{"above everything of 2018", fargate.Size{8192, 61440}, fargate.Historical2018, sizes{{4096, 30720}}},
		{"no CPU, all the memory", fargate.Size{0, 1 << 30}, fargate.Linux, nil},
		{"no such platform", fargate.Size{256, 512}, 9, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := fargate.Nearest(tt.size, tt.platform); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestSmallest(t *testing.T) {
	tests := []struct {
		name        string
		cpu, memory int32
		platform    fargate.Platform
		want        fargate.Size
	}{
		{"exact", 1024, 2048, fargate.Linux, fargate.Size{1024, 2048}},
		{"nothing asked", 0, 0, fargate.Linux, fargate.Size{256, 512}},
		{"less than nothing asked", -5, -5, fargate.Windows, fargate.Size{1024, 2048}},
		{"memory decides the CPU", 256, 9000, fargate.Linux, fargate.Size{2048, 9216}},
		{"CPU decides the memory", 4096, 1, fargate.Linux, fargate.Size{4096, 8192}},
		{"CPU rather than memory is saved", 0, 61441, fargate.Linux, fargate.Size{16384, 65536}},
		{"too much", 32769, 0, fargate.Linux, fargate.Size{}},
		{"too much for 2018", 0, 30721, fargate.Historical2018, fargate.Size{}},
		{"no such platform", 0, 0, 9, fargate.Size{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := fargate.Smallest(tt.cpu, tt.memory, tt.platform)
			if got != tt.want || ok != (tt.want != fargate.Size{}) {
				t.Errorf("got %v, %t; want %v", got, ok, tt.want)
			}
		})
	}
}

func TestStringsParse(t *testing.T) {
	for s := range fargate.Sizes(fargate.Linux) {
		if got, err := fargate.ParseSize(s.Strings()); got != s || err != nil {
			t.Errorf("%v parses as %v, %v", s, got, err)
		}
	}
}

func covers(s, t fargate.Size) bool { return s.CPU >= t.CPU && s.Memory >= t.Memory }

// FuzzFit states what Validate, Nearest and Smallest promise about any pair.
func FuzzFit(f *testing.F) {
	f.Add(int32(1024), int32(1024), uint8(fargate.Linux))
	f.Add(int32(0), int32(1<<30), uint8(fargate.Windows))
	f.Add(int32(8192), int32(17408), uint8(fargate.Historical2018))
	f.Fuzz(func(t *testing.T, cpu, memory int32, platform uint8) {
		s, p := fargate.Size{CPU: cpu, Memory: memory}, fargate.Platform(platform%4)
		err := fargate.Validate(s, p)
		if valid := slices.Contains(slices.Collect(fargate.Sizes(p)), s); (err == nil) != valid {
			t.Fatalf("Validate(%v, %v) = %v, but the table says %t", s, p, err, valid)
		}
		if err != nil && len(err.Error()) > 400 {
			t.Fatalf("the error has %d bytes", len(err.Error()))
		}

		near := fargate.Nearest(s, p)
		if len(near) > 2 || err == nil && !slices.Equal(near, []fargate.Size{s}) {
			t.Fatalf("Nearest(%v, %v) = %v", s, p, near)
		}
		for _, n := range near {
			if err := fargate.Validate(n, p); err != nil {
				t.Fatalf("Nearest(%v, %v) = %v: %v", s, p, near, err)
			}
			if !covers(n, s) && !covers(s, n) {
				t.Fatalf("Nearest(%v, %v) = %v: neither below nor above", s, p, near)
			}
		}

		smallest, ok := fargate.Smallest(cpu, memory, p)
		if ok != slices.ContainsFunc(slices.Collect(fargate.Sizes(p)), func(o fargate.Size) bool { return covers(o, s) }) {
			t.Fatalf("Smallest(%v, %v) = %v, %t", s, p, smallest, ok)
		}
		if ok && (!covers(smallest, s) || !slices.Contains(near, smallest)) {
			t.Fatalf("Smallest(%v, %v) = %v; nearest are %v", s, p, smallest, near)
		}
		for o := range fargate.Sizes(p) {
			cheaper := o.CPU < smallest.CPU || o.CPU == smallest.CPU && o.Memory < smallest.Memory
			if ok && cheaper && covers(o, s) {
				t.Fatalf("Smallest(%v, %v) = %v, but %v covers it and is cheaper", s, p, smallest, o)
			}
		}
	})
}

func BenchmarkValidate(b *testing.B) {
	last := fargate.Size{CPU: 32768, Memory: 249856}
	b.ReportAllocs()
	for b.Loop() {
		if err := fargate.Validate(last, fargate.Linux); err != nil {
			b.Fatal(err)
		}
	}
}

package fargate_test

import (
	"errors"
	"fmt"

	"github.com/ecstask/ecstask/fargate"
)

func ExampleParseSize() {
	size, err := fargate.ParseSize(".25 vCPU", "0.5GB")
	fmt.Println(size, err)

	_, err = fargate.ParseSize("1 core", "512 MB")
	fmt.Println(err)
	// Output:
	// 256 CPU units, 512 MiB <nil>
	// cpu: "1 core" is not a number of CPU units or vCPU; write "1024" or "1 vCPU"
	// memory: "512 MB" is not a number of MiB or GB; write "512" or "0.5 GB"
}

func ExampleParseCPU() {
	for _, s := range []string{"256", ".25 vCPU", "0.25vcpu", " 1 VCPU ", ".3 vCPU"} {
		fmt.Println(fargate.ParseCPU(s))
	}
	// Output:
	// 256 <nil>
	// 256 <nil>
	// 256 <nil>
	// 1024 <nil>
	// 0 cpu: ".3 vCPU" is not a whole number of CPU units; write "256" or ".25 vCPU", for example
}

func ExampleParseMemory() {
	for _, s := range []string{"512", "0.5GB", "1      gb", "1 GiB", "４ GB"} {
		fmt.Println(fargate.ParseMemory(s))
	}
	// Output:
	// 512 <nil>
	// 512 <nil>
	// 1024 <nil>
	// 0 memory: "1 GiB" is not a number of MiB or GB; write "1024" or "1 GB"
	// 0 memory: "\uff14 GB" is not a number of MiB or GB; write "512" or "0.5 GB", for example
}

func ExampleParseError() {
	_, err := fargate.ParseMemory("1e3")
	var parseErr *fargate.ParseError
	if errors.As(err, &parseErr) {
		fmt.Println(parseErr.Reason)
		fmt.Println(parseErr.Hint)
	}
	// Output:
	// is not a number of MiB or GB
	// write "1000"
}

func ExampleValidate() {
	fmt.Println(fargate.Validate(fargate.Size{CPU: 256, Memory: 512}, fargate.Linux))
	fmt.Println(fargate.Validate(fargate.Size{CPU: 256, Memory: 512}, fargate.Windows))
	// Output:
	// <nil>
	// 256 CPU units, 512 MiB is not a Fargate size (Windows, as of 2026-09); use 1024, 2048 or 4096 CPU units; the nearest larger size is 1024 CPU units, 2048 MiB
}

func ExampleSizeError() {
	err := fargate.Validate(fargate.Size{CPU: 1024, Memory: 1024}, fargate.Linux)
	var sizeErr *fargate.SizeError
	if errors.As(err, &sizeErr) {
		fmt.Println(sizeErr.Hint())
	}
	// Output:
	// with 1024 CPU units, use 2048 to 8192 MiB in steps of 1024; the nearest smaller size is 512 CPU units, 1024 MiB; the nearest larger size is 1024 CPU units, 2048 MiB
}

func ExampleNearest() {
	fmt.Println(fargate.Nearest(fargate.Size{CPU: 1024, Memory: 16384}, fargate.Linux))
	fmt.Println(fargate.Nearest(fargate.Size{CPU: 128, Memory: 128}, fargate.Linux))
	// Output:
	// [1024 CPU units, 8192 MiB 2048 CPU units, 16384 MiB]
	// [256 CPU units, 512 MiB]
}

func ExampleSmallest() {
	size, ok := fargate.Smallest(300, 9000, fargate.Linux)
	fmt.Println(size, ok)

	_, ok = fargate.Smallest(300, 9000000, fargate.Linux)
	fmt.Println(ok)
	// Output:
	// 2048 CPU units, 9216 MiB true
	// false
}

func ExampleSizes() {
	for size := range fargate.Sizes(fargate.Linux) {
		if size.CPU > 512 {
			break
		}
		fmt.Println(size)
	}
	// Output:
	// 256 CPU units, 512 MiB
	// 256 CPU units, 1024 MiB
	// 256 CPU units, 2048 MiB
	// 512 CPU units, 1024 MiB
	// 512 CPU units, 2048 MiB
	// 512 CPU units, 3072 MiB
	// 512 CPU units, 4096 MiB
}

func ExampleSize_Strings() {
	cpu, memory := fargate.Size{CPU: 1024, Memory: 2048}.Strings()
	fmt.Printf("%q %q\n", cpu, memory)
	// Output:
	// "1024" "2048"
}

func ExamplePlatform() {
	var p fargate.Platform
	fmt.Println(p, fargate.Windows, fargate.Historical2018)
	// Output:
	// Linux Windows Historical2018
}

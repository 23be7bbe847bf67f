//go:build js && wasm

// Wasm is the part of the playground that runs the library. It gives the page one
// function, ecstaskExplain, from JSON to JSON.
package main

import (
	"syscall/js"

	"github.com/ecstask/ecstask/playground/internal/explain"
)

func main() {
	js.Global().Set("ecstaskExplain", js.FuncOf(func(_ js.Value, args []js.Value) any {
		return explain.JSON(args[0].String())
	}))
	select {} // the function needs the program to go on
}

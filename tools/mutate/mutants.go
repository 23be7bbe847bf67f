package main

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A mutant is one change.
type mutant struct{ place, what string }

// A file is a source file into which mutants are written.
type file struct {
	info          *types.Info
	pkg           *types.Package
	syntax        *ast.File
	at            *token.File
	src           []byte
	opens, closes map[int]string // what to put in, by offset
	operators     map[int]int    // lengths of operators that become commas
}

// runtime goes into the package. Each function does what the source says, unless its mutant is on.
const runtime = `
import ("os"; "strconv"; "sync")

var (
	mutantNow, _ = strconv.Atoi(os.Getenv("MUTANT"))
	mutantLog    = os.Getenv("MUTANTS_REACHED")
	mutantSeen   sync.Map
)

func mutantOn(id int) bool {
	if mutantLog != "" {
		if _, seen := mutantSeen.LoadOrStore(id, true); !seen {
			f, err := os.OpenFile(mutantLog, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
			if err != nil { panic(err) }
			f.WriteString(strconv.Itoa(id) + "\n")
			f.Close()
		}
	}
	return mutantNow == id
}

type mutantNumber interface {
	~int|~int8|~int16|~int32|~int64|~uint|~uint8|~uint16|~uint32|~uint64|~uintptr|~float32|~float64
}

func mutantMore[T mutantNumber](id int, n T) T { if mutantOn(id) { n++ }; return n }
func mutantLess[T mutantNumber](id int, n T) T { if mutantOn(id) { n-- }; return n }
func mutantAdd[T mutantNumber](id int, a, b T) T { if mutantOn(id) { return a - b }; return a + b }
func mutantSub[T mutantNumber](id int, a, b T) T { if mutantOn(id) { return a + b }; return a - b }
func mutantMul[T mutantNumber](id int, a, b T) T { if mutantOn(id) { return a / b }; return a * b }
func mutantDiv[T mutantNumber](id int, a, b T) T { if mutantOn(id) { return a * b }; return a / b }
func mutantRem[T ~int|~int32|~int64|~uint|~uint64](id int, a, b T) T { if mutantOn(id) { return a * b }; return a % b }
func mutantZero[T any](id int, v T) T { if mutantOn(id) { v = *new(T) }; return v }
`

var arithmetic = map[token.Token]string{token.ADD: "Add", token.SUB: "Sub", token.MUL: "Mul", token.QUO: "Div", token.REM: "Rem"}

// find returns the mutants of the file, which are numbered from first.
func (f *file) find(first int) []mutant {
	f.opens, f.closes, f.operators = map[int]string{}, map[int]string{}, map[int]int{}
	var mutants []mutant
	// wrap puts a new mutant around n. An @ stands for its number.
	wrap := func(n ast.Node, before, after, what string) {
		id := strconv.Itoa(first + len(mutants))
		shown := strings.Join(strings.Fields(f.source(n)), " ")
		place := filepath.Base(f.at.Name()) + ":" + strconv.Itoa(f.at.Line(n.Pos()))
		mutants = append(mutants, mutant{place, what + ": " + shown[:min(len(shown), 70)]})
		start, end := f.at.Offset(n.Pos()), f.at.Offset(n.End())
		f.opens[start] += strings.ReplaceAll(before, "@", id)
		f.closes[end] = strings.ReplaceAll(after, "@", id) + f.closes[end]
	}
	ast.PreorderStack(f.syntax, nil, func(n ast.Node, parents []ast.Node) bool {
		var parent ast.Node
		if len(parents) > 0 {
			parent = parents[len(parents)-1]
		}
		switch n := n.(type) {
		case *ast.GenDecl:
			return n.Tok == token.VAR
		case *ast.ArrayType, *ast.FuncType, *ast.StructType, *ast.InterfaceType, *ast.MapType, *ast.ChanType:
			return false
		case *ast.CallExpr:
			if fun := f.source(n.Fun); fun == "make" || fun == "slices.Grow" || strings.HasSuffix(fun, ".Grow") {
				return false // what changes is a capacity
			}
		case *ast.ReturnStmt:
			f.returned(n, parents, wrap)
		}
		if s, ok := n.(ast.Stmt); ok && removable(s, parent) {
			wrap(s, "if !mutantOn(@) { ", " }", "removed")
		}
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		tv := f.info.Types[e]
		switch {
		case !tv.IsValue():
			return true
		case tv.Value != nil:
			if !f.mustBeConstant(e, parents) && !f.besideFailure(parent) {
				f.constant(e, tv, wrap)
			}
			return false
		}
		binary, _ := e.(*ast.BinaryExpr)
		if basic, ok := tv.Type.Underlying().(*types.Basic); !ok {
			return true
		} else if basic.Kind() == types.Bool && tv.Type == basic || basic.Kind() == types.UntypedBool {
			f.condition(e, binary, parent, wrap)
		} else if name := arithmeticName(binary, basic); name != "" {
			wrap(e, "mutant"+name+"(@, ", ")", "other arithmetic")
			f.operators[f.at.Offset(binary.OpPos)] = len(binary.Op.String())
		}
		return true
	})
	return mutants
}

type wrapper func(n ast.Node, before, after, what string)

// condition negates a condition, moves a bound by one, and leaves out one side of && or ||.
func (f *file) condition(e ast.Expr, binary *ast.BinaryExpr, parent ast.Node, wrap wrapper) {
	inLogic := false
	switch p := parent.(type) {
	case *ast.BinaryExpr:
		inLogic = p.Op == token.LAND || p.Op == token.LOR
		same := binary != nil && binary.Op == p.Op
		switch {
		case same:
		case p.Op == token.LAND:
			wrap(e, "(", " || mutantOn(@))", "taken as true")
		case p.Op == token.LOR:
			wrap(e, "(", " && !mutantOn(@))", "taken as false")
		}
	case *ast.UnaryExpr, *ast.ParenExpr:
		inLogic = true // what is around it is negated
	case *ast.AssignStmt:
		inLogic = slices.Contains(p.Lhs, e)
	case *ast.ExprStmt, *ast.DeferStmt, *ast.GoStmt:
		inLogic = true // nobody reads it
	}
	if _, paren := e.(*ast.ParenExpr); !inLogic && !paren {
		wrap(e, "((", ") != mutantOn(@))", "negated")
	}
	if binary == nil || f.isInteger(binary.X) || f.isInteger(binary.Y) {
		return
	}
	equal := f.source(binary.X) + " == " + f.source(binary.Y)
	switch binary.Op {
	case token.LSS, token.GTR:
		wrap(e, "(", " || mutantOn(@) && "+equal+")", "or equal")
	case token.LEQ, token.GEQ:
		wrap(e, "(", " && !(mutantOn(@) && "+equal+"))", "but not equal")
	}
}

// isInteger reports whether e is a constant that is mutated itself.
func (f *file) isInteger(e ast.Expr) bool {
	v := f.info.Types[e].Value
	return v != nil && v.Kind() == constant.Int
}

func (f *file) constant(e ast.Expr, tv types.TypeAndValue, wrap wrapper) {
	basic, ok := tv.Type.Underlying().(*types.Basic)
	typ, named := f.typeName(tv.Type)
	switch {
	case !ok || !named:
	case basic.Info()&types.IsBoolean != 0:
		wrap(e, "((", ") != mutantOn(@))", "negated")
	case basic.Info()&types.IsInteger != 0 && basic.Info()&types.IsUntyped == 0:
		wrap(e, "mutantMore["+typ+"](@, ", ")", "one more")
		wrap(e, "mutantLess["+typ+"](@, ", ")", "one less")
	}
}

// mustBeConstant reports whether e is the index of an element.
func (f *file) mustBeConstant(e ast.Expr, parents []ast.Node) bool {
	pair, ok := parents[len(parents)-1].(*ast.KeyValueExpr)
	if !ok || pair.Key != e {
		return false
	}
	_, isMap := f.info.Types[parents[len(parents)-2].(ast.Expr)].Type.Underlying().(*types.Map)
	return !isMap
}

// besideFailure reports whether n returns an error, or false. Nobody is to look
// at the constants beside it.
func (f *file) besideFailure(n ast.Node) bool {
	r, ok := n.(*ast.ReturnStmt)
	if !ok || len(r.Results) < 2 {
		return false
	}
	last := f.info.Types[r.Results[len(r.Results)-1]]
	if last.Value != nil {
		return last.Value.Kind() == constant.Bool && !constant.BoolVal(last.Value)
	}
	return !last.IsNil() && types.Implements(last.Type, types.Universe.Lookup("error").Type().Underlying().(*types.Interface))
}

// returned returns zero values.
func (f *file) returned(n *ast.ReturnStmt, parents []ast.Node, wrap wrapper) {
	var results *types.Tuple
	for _, p := range parents {
		switch p := p.(type) {
		case *ast.FuncDecl:
			results = f.info.Defs[p.Name].Type().(*types.Signature).Results()
		case *ast.FuncLit:
			results = f.info.Types[p].Type.(*types.Signature).Results()
		}
	}
	if results.Len() != len(n.Results) {
		return
	}
	for i, e := range n.Results {
		t := results.At(i).Type()
		basic, _ := t.Underlying().(*types.Basic)
		v := f.info.Types[e].Value
		literal, _ := e.(*ast.CompositeLit)
		switch typ, named := f.typeName(t); {
		case !named || f.info.Types[e].IsNil() || literal != nil && len(literal.Elts) == 0:
		case basic != nil && basic.Info()&types.IsBoolean != 0:
		case v != nil && (v.Kind() != constant.String || constant.StringVal(v) == ""):
		default:
			wrap(e, "mutantZero["+typ+"](@, ", ")", "zero returned")
		}
	}
}

// typeName returns t as the file can write it.
func (f *file) typeName(t types.Type) (name string, ok bool) {
	ok = true
	name = types.TypeString(t, func(p *types.Package) string {
		if p == f.pkg {
			return ""
		}
		ok = ok && slices.ContainsFunc(f.syntax.Imports, func(i *ast.ImportSpec) bool {
			return i.Name == nil && i.Path.Value == strconv.Quote(p.Path())
		})
		return p.Name()
	})
	return name, ok
}

func removable(s ast.Stmt, parent ast.Node) bool {
	switch p := parent.(type) {
	case *ast.BlockStmt, *ast.CaseClause:
	case *ast.CommClause:
		if s == p.Comm {
			return false
		}
	default:
		return false
	}
	switch s := s.(type) {
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		if !ok {
			return true
		}
		fun, ok := call.Fun.(*ast.Ident)
		return !ok || fun.Name != "panic"
	case *ast.AssignStmt:
		blank, ok := s.Lhs[0].(*ast.Ident)
		return s.Tok != token.DEFINE && !(ok && blank.Name == "_")
	case *ast.BranchStmt:
		return s.Tok == token.BREAK || s.Tok == token.CONTINUE
	case *ast.ReturnStmt:
		return len(s.Results) == 0
	case *ast.IncDecStmt, *ast.DeferStmt, *ast.GoStmt, *ast.SendStmt:
		return true
	}
	return false
}

func arithmeticName(e *ast.BinaryExpr, basic *types.Basic) string {
	if e == nil || basic.Info()&types.IsNumeric == 0 {
		return ""
	}
	return arithmetic[e.Op]
}

func (f *file) source(n ast.Node) string {
	return string(f.src[f.at.Offset(n.Pos()):f.at.Offset(n.End())])
}

// text returns the source with its mutants.
func (f *file) text() string {
	var b strings.Builder
	for i := 0; i <= len(f.src); i++ {
		b.WriteString(f.closes[i] + f.opens[i])
		if n := f.operators[i]; n > 0 {
			b.WriteByte(',')
			i += n - 1
		} else if i < len(f.src) {
			b.WriteByte(f.src[i])
		}
	}
	return b.String()
}

package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/invopop/jsonschema"
)

// Writes the schemas that invopop/jsonschema reflects, one JSON object a line.

type Address struct {
	Street string `json:"street" jsonschema:"minLength=1,maxLength=5,example=Elm"`
	Zip    string `json:"zip,omitempty" jsonschema:"pattern=^[0-9]{5}$"`
}

type User struct {
	ID      uint32            `json:"id" jsonschema:"minimum=1,maximum=99"`
	Email   string            `json:"email" jsonschema:"format=email"`
	Level   string            `json:"level" jsonschema:"enum=low,enum=high,default=low,description=How far"`
	Home    Address           `json:"home"`
	Tags    []string          `json:"tags" jsonschema:"uniqueItems=true,maxItems=2"`
	Born    time.Time         `json:"born"`
	Raw     []byte            `json:"raw,omitempty"`
	Meta    map[string]bool   `json:"meta,omitempty"`
	ByCode  map[int]bool      `json:"by_code,omitempty"`
	Any     interface{}       `json:"any,omitempty"`
	Score   *float64          `json:"score" jsonschema:"nullable"`
	Either  interface{}       `json:"either" jsonschema:"oneof_type=string;boolean"`
	Friends []*User           `json:"friends,omitempty" jsonschema:"maxItems=1"`
}

type Step struct {
	Done bool `json:"done" jsonschema:"title=Done,readOnly=true"`
}

func print(name string, schema *jsonschema.Schema) {
	line, err := json.Marshal(map[string]interface{}{"name": name, "schema": schema})
	if err != nil {
		panic(err)
	}
	fmt.Println(string(line))
}

func main() {
	print("invopop User", jsonschema.Reflect(&User{}))
	strict := jsonschema.Reflector{DoNotReference: true, ExpandedStruct: true, Anonymous: true}
	print("invopop Step expanded", strict.Reflect(&Step{}))
}

// Command verify checks what Suyuan writes with golang.org/x/mod's note and tlog packages, which
// know nothing of it.
//
//	verify check-emitted FOLDER          what emit.c wrote, whole and damaged; prints TAP
//	verify check-dir FOLDER VKEY...      an exported log: checkpoint, tiles, bundles
//	verify check-receipt FILE VKEY...    a receipt; its entry is in the extra line
//	verify check-quorum FILE OWNER NEEDED VKEY NODE=VKEY...
//	                                     a checkpoint or receipt: cosigned by as many nodes other
//	                                     than the owner, and nothing that is changed in it counts
//
// The first VKEY is the log's; every further one must have signed too. The exit status is 0 when
// all holds, 1 when something does not, 2 for wrong usage.
package main

import (
	"fmt"
	"os"
)

func checkDir(folder string, vkeys []string) error {
	c, err := checkFolder(&tileFolder{path: folder}, vkeys)
	if err != nil {
		return err
	}
	fmt.Printf("ok: %s, %d entries, root %v\n", c.origin, c.tree.N, c.tree.Hash)
	return nil
}

func verifyReceipt(file []byte, vkeys []string) (*proof, *checkpoint, error) {
	p, err := parseProof(file)
	if err != nil {
		return nil, nil, err
	}
	entry, err := field(p.extra, 4)
	if err != nil {
		return nil, nil, err
	}
	c, err := p.verify(entry, vkeys)
	return p, c, err
}

func checkReceipt(name string, vkeys []string) error {
	file, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	p, c, err := verifyReceipt(file, vkeys)
	if err != nil {
		return err
	}
	fmt.Printf("ok: entry %d of %d in %s\n", p.index, c.tree.N, c.origin)
	return nil
}

func main() {
	var err error
	switch {
	case len(os.Args) == 3 && os.Args[1] == "check-emitted":
		err = checkEmitted(os.Args[2])
	case len(os.Args) >= 4 && os.Args[1] == "check-dir":
		err = checkDir(os.Args[2], os.Args[3:])
	case len(os.Args) >= 4 && os.Args[1] == "check-receipt":
		err = checkReceipt(os.Args[2], os.Args[3:])
	case len(os.Args) >= 7 && os.Args[1] == "check-quorum":
		var q *quorum
		var needed int64
		if needed, err = parseSize(os.Args[4]); err == nil {
			q, err = newQuorum(int(needed), os.Args[5], os.Args[6:])
		}
		if err == nil {
			err = checkQuorum(os.Args[2], os.Args[3], q)
		}
	default:
		fmt.Fprintln(os.Stderr, "usage: verify check-emitted FOLDER")
		fmt.Fprintln(os.Stderr, "       verify check-dir FOLDER VKEY...")
		fmt.Fprintln(os.Stderr, "       verify check-receipt FILE VKEY...")
		fmt.Fprintln(os.Stderr, "       verify check-quorum FILE OWNER NEEDED VKEY NODE=VKEY...")
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "verify:", err)
		os.Exit(1)
	}
}

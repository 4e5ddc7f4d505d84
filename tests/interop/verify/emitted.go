package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// What emit.c wrote, and the results so far.
type emitted struct {
	folder string
	vkeys  []string // of the log and of the witness
	cases  int
	failed int
}

// run prints one line of TAP for a case.
func (e *emitted) run(name string, check func() error) {
	e.cases++
	if err := check(); err != nil {
		e.failed++
		fmt.Printf("not ok %d - %s\n# %v\n", e.cases, name, err)
		return
	}
	fmt.Printf("ok %d - %s\n", e.cases, name)
}

func (e *emitted) read(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(e.folder, filepath.FromSlash(name)))
}

// eachFile calls check with every file of a folder; a folder without any is an error.
func (e *emitted) eachFile(folder string, check func(file []byte) error) error {
	list, err := os.ReadDir(filepath.Join(e.folder, filepath.FromSlash(folder)))
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return fmt.Errorf("%s: nothing in it", folder)
	}
	for _, f := range list {
		file, err := e.read(folder + "/" + f.Name())
		if err == nil {
			err = check(file)
		}
		if err != nil {
			return fmt.Errorf("%s/%s: %v", folder, f.Name(), err)
		}
	}
	return nil
}

// refuseDamaged flips every bit of every byte, a bit at a time, and leaves off every tail:
// check must accept the file as it is and nothing else.
func refuseDamaged(file []byte, check func(file []byte) error) error {
	if err := check(file); err != nil {
		return fmt.Errorf("undamaged: %v", err)
	}
	damaged := append([]byte(nil), file...)
	for i := range damaged {
		for bit := 0; bit < 8; bit++ {
			damaged[i] ^= 1 << bit
			if check(damaged) == nil {
				return fmt.Errorf("accepted with bit %d of byte %d flipped", bit, i)
			}
			damaged[i] ^= 1 << bit
		}
		if check(file[:i]) == nil {
			return fmt.Errorf("accepted when cut after %d bytes", i)
		}
	}
	return nil
}

func (e *emitted) checkStoredIndex() error {
	file, err := e.read("stored-index")
	if err != nil {
		return err
	}
	for _, line := range strings.Split(strings.TrimSuffix(string(file), "\n"), "\n") {
		var level int
		var index, position int64
		if _, err := fmt.Sscanf(line, "%d %d %d", &level, &index, &position); err != nil {
			return err
		}
		if want := tlog.StoredHashIndex(level, index); want != position {
			return fmt.Errorf("node %d of level %d at %d, not %d", index, level, position, want)
		}
	}
	return nil
}

func (e *emitted) checkNote(file []byte) error {
	_, err := openNote(file, e.vkeys)
	return err
}

func (e *emitted) checkCheckpoint(file []byte) error {
	_, err := openCheckpoint(file, e.vkeys)
	return err
}

func (e *emitted) checkReceipt(file []byte) error {
	_, _, err := verifyReceipt(file, e.vkeys)
	return err
}

// A tree that emit.c wrote.
type emittedTree struct {
	*emitted
	name   string
	tiles  tileFolder
	reader tlog.HashReader
	tree   tlog.Tree
}

// entry reads one out of its bundle.
func (t *emittedTree) entry(index int64) ([]byte, error) {
	if index < 0 || index >= t.tree.N {
		return nil, fmt.Errorf("no entry %d", index)
	}
	for _, tile := range tilesOf(t.tree.N) {
		if tile.L != 0 || tile.N != index>>tileHeight {
			continue
		}
		bundle, err := t.tiles.read(bundlePath(tile))
		if err != nil {
			return nil, err
		}
		all, err := entries(bundle, tile.W)
		if err != nil {
			return nil, err
		}
		return all[index&(1<<tileHeight-1)], nil
	}
	return nil, fmt.Errorf("no entry %d", index)
}

// checkProof verifies a proof of an entry as the bundle has it, and proves the same with x/mod.
func (t *emittedTree) checkProof(file []byte) error {
	p, err := parseProof(file)
	if err != nil {
		return err
	}
	entry, err := t.entry(p.index)
	if err != nil {
		return err
	}
	c, err := p.verify(entry, t.vkeys)
	if err != nil {
		return err
	}
	if c.tree != t.tree {
		return fmt.Errorf("a proof for another tree")
	}
	want, err := tlog.ProveRecord(c.tree.N, p.index, t.reader)
	if err != nil {
		return err
	}
	return sameHashes(p.path, want)
}

func sameHashes(got, want []tlog.Hash) error {
	if len(got) != len(want) {
		return fmt.Errorf("a proof of %d hashes, not %d", len(got), len(want))
	}
	for i := range got {
		if got[i] != want[i] {
			return fmt.Errorf("hash %d of the proof is another than x/mod's", i)
		}
	}
	return nil
}

func (t *emittedTree) checkConsistency(file []byte) error {
	s, err := parseSubmission(file)
	if err != nil {
		return err
	}
	c, err := openCheckpoint(s.note, t.vkeys[:1])
	if err != nil {
		return err
	}
	old, err := tlog.TreeHash(s.old, t.reader)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(s.proof, c.tree.N, c.tree.Hash, s.old, old); err != nil {
		return err
	}
	want, err := tlog.ProveTree(c.tree.N, s.old, t.reader)
	if err != nil {
		return err
	}
	return sameHashes(s.proof, want)
}

// checkRoot builds the tree anew from the entries alone.
func (t *emittedTree) checkRoot() error {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var hashes []tlog.Hash
		for _, i := range indexes {
			hashes = append(hashes, stored[i])
		}
		return hashes, nil
	})
	for _, tile := range tilesOf(t.tree.N) {
		if tile.L != 0 {
			break
		}
		bundle, err := t.tiles.read(bundlePath(tile))
		if err != nil {
			return err
		}
		all, err := entries(bundle, tile.W)
		if err != nil {
			return err
		}
		for i, entry := range all {
			hashes, err := tlog.StoredHashes(tile.N<<tileHeight+int64(i), entry, reader)
			if err != nil {
				return err
			}
			stored = append(stored, hashes...)
		}
	}
	root, err := tlog.TreeHash(t.tree.N, reader)
	if err == nil && root != t.tree.Hash {
		err = fmt.Errorf("root %v, not %v", t.tree.Hash, root)
	}
	return err
}

// refuseDamagedTiles flips a bit in each tile and bundle, cuts each short, and takes each away.
func (t *emittedTree) refuseDamagedTiles() error {
	var names []string
	for _, tile := range tilesOf(t.tree.N) {
		names = append(names, c2spPath(tile))
		if tile.L == 0 {
			names = append(names, bundlePath(tile))
		}
	}
	for _, name := range names {
		whole, err := t.tiles.read(name)
		if err != nil {
			return err
		}
		flipped := append([]byte(nil), whole...)
		flipped[len(flipped)/2] ^= 0x10
		longer := append(append([]byte(nil), whole...), 0)
		for _, damaged := range [][]byte{flipped, whole[:len(whole)-1], longer, {}, nil} {
			f := tileFolder{t.tiles.path, map[string][]byte{name: damaged}}
			if f.checkTiles(t.tree) == nil {
				return fmt.Errorf("%s: accepted when damaged", name)
			}
		}
	}
	return nil
}

// refuseMisplacedProofs claims for each proof that it is of the entry beside it.
func (t *emittedTree) refuseMisplacedProofs(file []byte) error {
	p, err := parseProof(file)
	if err != nil {
		return err
	}
	entry, err := t.entry(p.index)
	if err != nil {
		return err
	}
	for _, index := range []int64{p.index - 1, p.index + 1, t.tree.N, -1} {
		moved := *p
		moved.index = index
		if _, err := moved.verify(entry, t.vkeys); err == nil {
			return fmt.Errorf("accepted as entry %d", index)
		}
	}
	if _, err := p.verify(append(append([]byte(nil), entry...), 'x'), t.vkeys); err == nil {
		return fmt.Errorf("accepted for another entry")
	}
	return nil
}

func (e *emitted) checkTree(size int64) {
	t := &emittedTree{emitted: e, name: fmt.Sprintf("tree-%d", size)}
	t.tiles.path = filepath.Join(e.folder, t.name)
	e.run(t.name+": checkpoint, tiles and bundles", func() error {
		c, err := checkFolder(&t.tiles, e.vkeys)
		if err != nil {
			return err
		}
		if c.tree.N != size {
			return fmt.Errorf("a tree of %d entries", c.tree.N)
		}
		t.tree = c.tree
		t.reader = tlog.TileHashReader(t.tree, &t.tiles)
		return nil
	})
	if t.tree.N != size {
		return
	}
	e.run(t.name+": the root of its entries", t.checkRoot)
	e.run(t.name+": inclusion proofs", func() error {
		return e.eachFile(t.name+"/proof", t.checkProof)
	})
	e.run(t.name+": receipts", func() error {
		return e.eachFile(t.name+"/receipt", e.checkReceipt)
	})
	e.run(t.name+": consistency proofs", func() error {
		return e.eachFile(t.name+"/consistency", t.checkConsistency)
	})
	e.run(t.name+": misplaced proofs are refused", func() error {
		return e.eachFile(t.name+"/proof", t.refuseMisplacedProofs)
	})
	if size <= 1<<tileHeight+1 {
		e.run(t.name+": damaged tiles are refused", t.refuseDamagedTiles)
		e.refuseDamagedFile(fmt.Sprintf("%s/proof/%d", t.name, size-1), t.checkProof)
		e.refuseDamagedFile(t.name+"/consistency/1", t.checkConsistency)
	}
}

// refuseDamagedFile damages one emitted file in every way of refuseDamaged.
func (e *emitted) refuseDamagedFile(name string, check func(file []byte) error) {
	e.run(name+": every damage is refused", func() error {
		file, err := e.read(name)
		if err != nil {
			return err
		}
		return refuseDamaged(file, check)
	})
}

func checkEmitted(folder string) error {
	e := &emitted{folder: folder}
	keys, err := e.read("keys")
	if err != nil {
		return err
	}
	for _, line := range bytes.Fields(keys) {
		e.vkeys = append(e.vkeys, string(line))
	}
	if len(e.vkeys) != 2 {
		return fmt.Errorf("%d keys, not 2", len(e.vkeys))
	}
	e.run("positions of stored hashes", e.checkStoredIndex)
	for _, size := range []int64{1, 2, 255, 256, 257, 70000} {
		e.checkTree(size)
	}
	e.refuseDamagedFile("note", e.checkNote)
	e.refuseDamagedFile("tree-257/checkpoint", e.checkCheckpoint)
	fmt.Printf("1..%d\n", e.cases)
	if e.failed > 0 {
		return fmt.Errorf("%d of %d cases failed", e.failed, e.cases)
	}
	return nil
}

package main

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

// A folder of tiles, in which single files can be replaced to see what happens.
type tileFolder struct {
	path     string
	replaced map[string][]byte // by name; nil is a file that is not there
}

func (f *tileFolder) read(name string) ([]byte, error) {
	if data, ok := f.replaced[name]; ok {
		if data == nil {
			return nil, fs.ErrNotExist
		}
		return data, nil
	}
	return os.ReadFile(filepath.Join(f.path, filepath.FromSlash(name)))
}

// c2spPath is C2SP's name of a tile: x/mod's without the height.
func c2spPath(t tlog.Tile) string {
	return strings.Replace(t.Path(), fmt.Sprintf("tile/%d/", tileHeight), "tile/", 1)
}

func bundlePath(t tlog.Tile) string {
	return strings.Replace(c2spPath(t), "tile/0/", "tile/entries/", 1)
}

func (f *tileFolder) Height() int { return tileHeight }

func (f *tileFolder) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func (f *tileFolder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range tiles {
		data, err := f.read(c2spPath(t))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

// tilesOf lists every tile of a tree, one of each place, as wide as it can be.
func tilesOf(size int64) []tlog.Tile {
	var tiles []tlog.Tile
	for level := 0; size > 0; level++ {
		for n := int64(0); n<<tileHeight < size; n++ {
			width := size - n<<tileHeight
			if width > 1<<tileHeight {
				width = 1 << tileHeight
			}
			tiles = append(tiles, tlog.Tile{H: tileHeight, L: level, N: n, W: int(width)})
		}
		size >>= tileHeight
	}
	return tiles
}

// entries takes a bundle apart, which must hold exactly count of them.
func entries(bundle []byte, count int) ([][]byte, error) {
	var all [][]byte
	for len(bundle) > 0 {
		if len(bundle) < 2 {
			return nil, fmt.Errorf("bundle cut short")
		}
		length := int(binary.BigEndian.Uint16(bundle))
		if len(bundle)-2 < length {
			return nil, fmt.Errorf("bundle cut short")
		}
		all = append(all, bundle[2:2+length])
		bundle = bundle[2+length:]
	}
	if len(all) != count {
		return nil, fmt.Errorf("bundle of %d entries, not %d", len(all), count)
	}
	return all, nil
}

// checkTile has x/mod authenticate the tile against the tree; of those of level 0 the entries too.
func (f *tileFolder) checkTile(t tlog.Tile, reader tlog.HashReader) error {
	var indexes []int64
	for i := 0; i < t.W; i++ {
		indexes = append(indexes, tlog.StoredHashIndex(t.L*t.H, t.N<<uint(t.H)+int64(i)))
	}
	hashes, err := reader.ReadHashes(indexes)
	if err != nil {
		return fmt.Errorf("%s: %v", c2spPath(t), err)
	}
	if t.L > 0 {
		return nil
	}
	bundle, err := f.read(bundlePath(t))
	if err != nil {
		return err
	}
	all, err := entries(bundle, t.W)
	if err != nil {
		return fmt.Errorf("%s: %v", bundlePath(t), err)
	}
	for i, entry := range all {
		if tlog.RecordHash(entry) != hashes[i] {
			return fmt.Errorf("%s: entry %d is not what the tree has", bundlePath(t), i)
		}
	}
	return nil
}

// checkTiles reads the whole log: every tile and bundle that it must have.
func (f *tileFolder) checkTiles(tree tlog.Tree) error {
	reader := tlog.TileHashReader(tree, f)
	for _, t := range tilesOf(tree.N) {
		if err := f.checkTile(t, reader); err != nil {
			return err
		}
	}
	return nil
}

// checkNames finds files that the log must not have. Partial tiles of an older size may stay.
func (f *tileFolder) checkNames(tree tlog.Tree) error {
	known := make(map[string]bool)
	for _, t := range tilesOf(tree.N) {
		for w := 1; w <= t.W; w++ {
			p := tlog.Tile{H: t.H, L: t.L, N: t.N, W: w}
			known[c2spPath(p)] = true
			if t.L == 0 {
				known[bundlePath(p)] = true
			}
		}
	}
	root := filepath.Join(f.path, "tile")
	if _, err := os.Stat(root); os.IsNotExist(err) && tree.N == 0 {
		return nil
	}
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(f.path, path)
		if err == nil && !known[filepath.ToSlash(name)] {
			err = fmt.Errorf("%s: no tile of %d entries", filepath.ToSlash(name), tree.N)
		}
		return err
	})
}

// checkFolder checks a whole exported log against its checkpoint.
func checkFolder(f *tileFolder, vkeys []string) (*checkpoint, error) {
	message, err := f.read("checkpoint")
	if err != nil {
		return nil, err
	}
	c, err := openCheckpoint(message, vkeys)
	if err != nil {
		return nil, err
	}
	if c.tree.N == 0 {
		if c.tree.Hash != sha256.Sum256(nil) {
			return nil, fmt.Errorf("no entries, but root %v", c.tree.Hash)
		}
	}
	if err := f.checkNames(c.tree); err != nil {
		return nil, err
	}
	return c, f.checkTiles(c.tree)
}

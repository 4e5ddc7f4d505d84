package main

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// A checkpoint is a log's name and its tree (C2SP tlog-checkpoint).
type checkpoint struct {
	origin string
	tree   tlog.Tree
}

func parseSize(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != text {
		return 0, fmt.Errorf("size %q", text)
	}
	return n, nil
}

func parseHash(text string) (tlog.Hash, error) {
	raw, err := decode(text)
	if err != nil {
		return tlog.Hash{}, err
	}
	if len(raw) != tlog.HashSize {
		return tlog.Hash{}, fmt.Errorf("hash of %d bytes", len(raw))
	}
	return tlog.ParseHash(text)
}

// openCheckpoint opens a note that every key signed, the first of them being the log's.
func openCheckpoint(message []byte, vkeys []string) (*checkpoint, error) {
	text, err := openNote(message, vkeys)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return nil, fmt.Errorf("checkpoint: not three lines: %q", text)
	}
	c := &checkpoint{origin: lines[0]}
	if c.tree.N, err = parseSize(lines[1]); err != nil {
		return nil, err
	}
	if c.tree.Hash, err = parseHash(lines[2]); err != nil {
		return nil, err
	}
	if name := strings.SplitN(vkeys[0], "+", 2)[0]; c.origin != name {
		return nil, fmt.Errorf("origin %q under the key of %q", c.origin, name)
	}
	return c, nil
}

// hashLines reads a line a hash up to the empty line, and gives what stands behind that.
func hashLines(lines []string) (hashes []tlog.Hash, rest string, err error) {
	for i, line := range lines {
		if line == "" {
			return hashes, strings.Join(lines[i+1:], "\n"), nil
		}
		hash, err := parseHash(line)
		if err != nil {
			return nil, "", err
		}
		hashes = append(hashes, hash)
	}
	return nil, "", fmt.Errorf("no empty line")
}

// A proof is a tlog-proof file (C2SP tlog-proof).
type proof struct {
	extra []byte
	index int64
	path  tlog.RecordProof
	note  []byte
}

func parseProof(file []byte) (*proof, error) {
	lines := strings.Split(string(file), "\n")
	p := &proof{}
	var err error

	for _, line := range lines {
		if len(line)+1 >= 64<<10 {
			return nil, fmt.Errorf("line of %d bytes", len(line))
		}
	}
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return nil, fmt.Errorf("first line %q", lines[0])
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		if p.extra, err = decode(lines[0][len("extra "):]); err != nil {
			return nil, err
		}
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return nil, fmt.Errorf("no index line")
	}
	if p.index, err = parseSize(lines[0][len("index "):]); err != nil {
		return nil, err
	}
	path, rest, err := hashLines(lines[1:])
	if err != nil {
		return nil, err
	}
	p.path, p.note = path, []byte(rest)
	return p, nil
}

// verify says whether the proof shows entry in the log of the first key.
func (p *proof) verify(entry []byte, vkeys []string) (*checkpoint, error) {
	c, err := openCheckpoint(p.note, vkeys)
	if err != nil {
		return nil, err
	}
	return c, tlog.CheckRecord(p.path, c.tree.N, c.tree.Hash, p.index, tlog.RecordHash(entry))
}

// A submission is what a log sends to a witness (C2SP tlog-witness, add-checkpoint).
type submission struct {
	old   int64
	proof tlog.TreeProof
	note  []byte
}

func parseSubmission(body []byte) (*submission, error) {
	lines := strings.Split(string(body), "\n")
	s := &submission{}
	var err error

	if !strings.HasPrefix(lines[0], "old ") {
		return nil, fmt.Errorf("first line %q", lines[0])
	}
	if s.old, err = parseSize(lines[0][len("old "):]); err != nil {
		return nil, err
	}
	hashes, rest, err := hashLines(lines[1:])
	if err != nil {
		return nil, err
	}
	s.proof, s.note = hashes, []byte(rest)
	return s, nil
}

// field gives the first length-delimited field of that number in a protobuf message.
func field(message []byte, number uint64) ([]byte, error) {
	for len(message) > 0 {
		tag, n := binary.Uvarint(message)
		if n <= 0 {
			return nil, fmt.Errorf("protobuf: bad tag")
		}
		message = message[n:]
		value, n := binary.Uvarint(message)
		if n <= 0 {
			return nil, fmt.Errorf("protobuf: bad value")
		}
		message = message[n:]
		switch tag & 7 {
		case 0:
			continue
		case 2:
			if value > uint64(len(message)) {
				return nil, fmt.Errorf("protobuf: cut short")
			}
			if tag>>3 == number {
				return message[:value], nil
			}
			message = message[value:]
		default:
			return nil, fmt.Errorf("protobuf: wire type %d", tag&7)
		}
	}
	return nil, fmt.Errorf("protobuf: no field %d", number)
}

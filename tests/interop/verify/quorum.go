package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// A quorum is what a network asks of a checkpoint: the log's signature, and cosignatures of so
// many nodes, one vote a node, whichever of its cosigners made it.
type quorum struct {
	log       note.Verifier
	cosigners []note.Verifier
	nodes     map[string]string // by the cosigner's name
	needed    int
}

func newQuorum(needed int, log string, cosigners []string) (*quorum, error) {
	q := &quorum{nodes: map[string]string{}, needed: needed}
	var err error
	if q.log, err = newVerifier(log); err != nil {
		return nil, err
	}
	for _, text := range cosigners {
		fields := strings.SplitN(text, "=", 2)
		if len(fields) != 2 {
			return nil, fmt.Errorf("%q: not NODE=VKEY", text)
		}
		v, err := newVerifier(fields[1])
		if err != nil {
			return nil, err
		}
		q.cosigners = append(q.cosigners, v)
		q.nodes[v.Name()] = fields[0]
	}
	return q, nil
}

// open gives the signatures that verify, and how many nodes other than the owner they are of.
func (q *quorum) open(message []byte, owner string) (signatures, votes int, err error) {
	n, err := note.Open(message, note.VerifierList(append(q.cosigners, q.log)...))
	if err != nil {
		return 0, 0, err
	}
	if n.Sigs[0].Name != q.log.Name() || !strings.HasPrefix(n.Text, q.log.Name()+"\n") {
		return 0, 0, fmt.Errorf("not signed by %s", q.log.Name())
	}
	voted := map[string]bool{owner: true}
	for _, s := range n.Sigs {
		raw, err := decode(s.Base64)
		if err != nil || binary.BigEndian.Uint32(raw) != s.Hash {
			return 0, 0, fmt.Errorf("signature of %s: not canonical", s.Name)
		}
		if node := q.nodes[s.Name]; node != "" && !voted[node] {
			voted[node] = true
			votes++
		}
	}
	if votes < q.needed {
		return 0, 0, fmt.Errorf("%d votes, %d needed", votes, q.needed)
	}
	return len(n.Sigs), votes, nil
}

// otherTime moves the time of every cosignature in turn by a second.
func (q *quorum) refuseOtherTimes(message []byte, owner string) error {
	lines := strings.Split(string(message), "\n")
	for i, line := range lines {
		fields := strings.SplitN(strings.TrimPrefix(line, "— "), " ", 2)
		if len(fields) != 2 || q.nodes[fields[0]] == "" {
			continue
		}
		raw, err := decode(fields[1])
		if err != nil {
			return err
		}
		binary.BigEndian.PutUint64(raw[4:], binary.BigEndian.Uint64(raw[4:])+1)
		lines[i] = "— " + fields[0] + " " + base64.StdEncoding.EncodeToString(raw)
		if _, _, err := q.open([]byte(strings.Join(lines, "\n")), owner); err == nil {
			return fmt.Errorf("accepted with another time of %s", fields[0])
		}
		lines[i] = line
	}
	return nil
}

// refuseOtherKeys has every cosigner's name and id stand for the key of another one.
func (q *quorum) refuseOtherKeys(message []byte, owner string, whole int) error {
	for i := range q.cosigners {
		c := *q.cosigners[i].(*cosigner)
		c.key = q.cosigners[(i+1)%len(q.cosigners)].(*cosigner).key
		other := *q
		other.cosigners = append([]note.Verifier{}, q.cosigners...)
		other.cosigners[i] = &c
		if n, _, err := other.open(message, owner); err == nil && n == whole &&
			strings.Contains(string(message), "— "+c.name+" ") {
			return fmt.Errorf("accepted under another key of %s", c.name)
		}
	}
	return nil
}

// checkQuorum is of a checkpoint or a receipt; no damaged form of its note counts as much.
func checkQuorum(name, owner string, q *quorum) error {
	message, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if p, err := parseProof(message); err == nil {
		message = p.note
	}
	whole, votes, err := q.open(message, owner)
	if err != nil {
		return err
	}
	err = refuseDamaged(message, func(damaged []byte) error {
		n, _, err := q.open(damaged, owner)
		if err == nil && n < whole {
			err = fmt.Errorf("fewer signatures")
		}
		return err
	})
	if err == nil {
		err = q.refuseOtherTimes(message, owner)
	}
	if err == nil {
		err = q.refuseOtherKeys(message, owner, whole)
	}
	if err == nil {
		fmt.Printf("ok: %d signatures, %d votes, %d needed\n", whole, votes, q.needed)
	}
	return err
}

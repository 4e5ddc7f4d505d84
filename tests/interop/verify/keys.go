package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// cosigner checks cosignature/v1 lines (C2SP tlog-cosignature): x/mod has no such verifier.
type cosigner struct {
	name string
	id   uint32
	key  ed25519.PublicKey
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.id }

func (c *cosigner) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	seconds := binary.BigEndian.Uint64(signature)
	if seconds > 1<<63-1 {
		return false
	}
	message := append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", seconds)), text...)
	return ed25519.Verify(c.key, message, signature[8:])
}

func newCosigner(name, id string, key []byte) (note.Verifier, error) {
	hash := sha256.Sum256(append([]byte(name+"\n"), key...))
	c := &cosigner{name, binary.BigEndian.Uint32(hash[:]), key[1:]}
	if fmt.Sprintf("%08x", c.id) != id {
		return nil, fmt.Errorf("vkey of %s: its id is %08x", name, c.id)
	}
	return c, nil
}

// newVerifier reads a vkey; those of logs are left to x/mod.
func newVerifier(vkey string) (note.Verifier, error) {
	fields := strings.SplitN(vkey, "+", 3)
	if len(fields) != 3 {
		return nil, fmt.Errorf("vkey %q: not three fields", vkey)
	}
	key, err := base64.StdEncoding.DecodeString(fields[2])
	if err != nil {
		return nil, fmt.Errorf("vkey %q: %v", vkey, err)
	}
	if len(key) == 1+ed25519.PublicKeySize && key[0] == 4 {
		return newCosigner(fields[0], fields[1], key)
	}
	return note.NewVerifier(vkey)
}

// openNote gives the text of a note that every one of the keys has signed.
func openNote(message []byte, vkeys []string) (string, error) {
	var known []note.Verifier
	for _, vkey := range vkeys {
		v, err := newVerifier(vkey)
		if err != nil {
			return "", err
		}
		known = append(known, v)
	}
	n, err := note.Open(message, note.VerifierList(known...))
	if err != nil {
		return "", err
	}
	if len(n.Sigs) != len(known) {
		return "", fmt.Errorf("signed by %d of %d keys", len(n.Sigs), len(known))
	}
	// Base64 has spare bits, which x/mod lets pass.
	for _, s := range n.Sigs {
		raw, err := decode(s.Base64)
		if err != nil || binary.BigEndian.Uint32(raw) != s.Hash {
			return "", fmt.Errorf("signature of %s: not canonical", s.Name)
		}
	}
	return n.Text, nil
}

// decode reads base64 in its one canonical form.
func decode(text string) ([]byte, error) {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal([]byte(base64.StdEncoding.EncodeToString(raw)), []byte(text)) {
		return nil, fmt.Errorf("base64 not canonical")
	}
	return raw, nil
}

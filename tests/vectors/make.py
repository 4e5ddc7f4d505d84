#!/usr/bin/env python3
"""Writes the golden vectors beside this file, from the formats' description alone.

Nothing of the project is used: SHA-256 is hashlib's, protobuf's wire format, RFC 6962's tree,
RFC 8032's Ed25519 and C2SP's notes are written out below. network.json is an input; its bytes are
what they are. tests/unit/test_vectors.c reads the files and compares both ways. They are frozen:
when this script gives other bytes, a permanent format has changed.
"""
import base64
import hashlib
import hmac
import json
import os
import struct

HERE = os.path.dirname(os.path.abspath(__file__))


def H(*pieces):
    return hashlib.sha256(b"".join(pieces)).digest()


# Ed25519, RFC 8032 section 6

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * I % P
    return P - x if x & 1 != sign else x


BY = 4 * pow(5, P - 2, P) % P
B = (recover_x(BY, 0), BY)


def add(a, b):
    x1, y1 = a
    x2, y2 = b
    k = D * x1 * x2 * y1 * y2 % P
    return ((x1 * y2 + x2 * y1) * pow(1 + k, P - 2, P) % P,
            (y1 * y2 + x1 * x2) * pow(1 - k, P - 2, P) % P)


def multiply(n, point):
    out = (0, 1)
    while n:
        if n & 1:
            out = add(out, point)
        point = add(point, point)
        n >>= 1
    return out


def compress(point):
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def expand(seed):
    h = hashlib.sha512(seed).digest()
    a = int.from_bytes(h[:32], "little") & ((1 << 254) - 8) | 1 << 254
    return a, h[32:]


def public(seed):
    return compress(multiply(expand(seed)[0], B))


def sign(seed, message):
    a, prefix = expand(seed)
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % L
    R = compress(multiply(r, B))
    k = int.from_bytes(hashlib.sha512(R + public(seed) + message).digest(), "little") % L
    return R + ((r + k * a) % L).to_bytes(32, "little")


def key(seed):
    return b"\x01" + public(seed)


# protobuf

def varint(value):
    value &= 2**64 - 1
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def message(*fields):
    """Fields are (number, value): int, bool, bytes or text; None is left out; lists repeat."""
    out = b""
    for number, value in fields:
        for item in value if isinstance(value, list) else [value]:
            if item is None:
                continue
            if isinstance(item, str):
                item = item.encode()
            if isinstance(item, bytes):
                out += varint(number << 3 | 2) + varint(len(item)) + item
            else:
                out += varint(number << 3) + varint(int(item))
    return out


# trees and notes

def root(leaves):
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return H(b"\x01", root(leaves[:k]), root(leaves[k:]))


def path(leaves, i):
    if len(leaves) == 1:
        return []
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    if i < k:
        return path(leaves[:k], i) + [root(leaves[k:])]
    return path(leaves[k:], i - k) + [root(leaves[:k])]


def b64(data):
    return base64.b64encode(data).decode()


def signed_note(text, name, seed):
    key_id = H(name.encode(), b"\n\x01", public(seed))[:4]
    return text + "\n\u2014 %s %s\n" % (name, b64(key_id + sign(seed, text.encode())))


def checkpoint(origin, seed, size, tree_root):
    return signed_note("%s\n%d\n%s\n" % (origin, size, b64(tree_root)), origin, seed)


# the formats

def statement_bytes(principal, signers, kind, count, records_root, signed_at, delegation=None,
                    seen=None, delay=None):
    return message((1, principal), (2, [message((1, s), (2, k)) for s, k in signers]),
                   (3, delegation), (4, kind), (5, count), (6, records_root), (7, signed_at),
                   (8, None if seen is None else message((1, seen[0]), (2, seen[1]), (3, seen[2]))),
                   (9, delay))


def entry_bytes(index, previous, sequenced_at, registry_size, registry_root, statement, signatures):
    return message((1, 1), (2, index), (3, previous), (4, sequenced_at), (5, registry_size),
                   (6, registry_root), (7, statement), (8, signatures))


def part_bytes(nonce, kind, body):
    return message((1, nonce), (2, kind), (3, body))


def part_hash(kind, part):
    return H(b"suyuan/part/v1\n", bytes([kind]), part)


def record_d(parts):
    return b"suyuan/record/v1\n" + b"".join(bytes([k]) + part_hash(k, p) for k, p in parts)


def record_hash(parts):
    return H(b"\x00", record_d(parts))


def draft_hash(kind, bodies):
    return H(struct.pack(">I", kind),
             *(struct.pack(">BQ", b is not None, len(b or b"")) + (b or b"") for b in bodies))


def nonce(secret, principal, kind, draft, n):
    data = (b"suyuan/nonce/v1\n" + principal.encode() + b"\n" + bytes([kind]) + draft +
            struct.pack(">Q", n))
    return hmac.new(secret, data, hashlib.sha256).digest()[:16]


def scope_message(place, network_id, statement):
    return b"suyuan/statement/v1\n" + place.encode() + b"\n" + network_id + statement


def genesis(origin, network_id):
    return H(b"suyuan/log/v1\n", origin.encode(), b"\n", network_id)


def share(index, parts, hashes_of=(), record_path=()):
    return message((1, index),
                   (2, [message((1, k), (3, part_hash(k, p))) if k in hashes_of
                        else message((1, k), (2, p)) for k, p in parts]),
                   (3, list(record_path)))


# writing the files

def write(name, about, pairs):
    with open(os.path.join(HERE, name), "w", encoding="utf-8") as out:
        for line in about.strip().split("\n"):
            out.write("# " + line.strip() + "\n")
        for label, value in pairs:
            if isinstance(value, bytes):
                value = value.hex()
            out.write("%s = %s\n" % (label, value))


SEED = bytes([1]) * 32
SEED2 = bytes([2]) * 32
ROOT = bytes(range(32))
PRINCIPAL = "uscc:91310115MA1K3BTP2B"
NOW = 1795392000000000
with open(os.path.join(HERE, "network.json"), "rb") as network_file:
    NETWORK_ID = H(network_file.read())
ORIGIN = "suyuan.example/test/310000"
LOG_SEED = struct.pack(">I", 1) + bytes(28)  # of the network's first log

small = statement_bytes(PRINCIPAL, [(None, key(SEED))], 1, 1, ROOT, NOW)
full = statement_bytes(PRINCIPAL, [(None, key(SEED)), ("reg:310115-7", key(SEED2))], 3, 10000, ROOT,
                       -1, 2**64 - 1, (ORIGIN, 7, ROOT), 4)
write("statement.txt", """Statement: small has only what it must have; full has everything.
      small: principal, one signer (seed), kind 1, 1 record, root, signed_at.
      full: two signers (seed; seed2 for subject2), delegation 2^64-1, kind 3, 10000 records,
      signed_at -1, seen (origin, 7, root), delay 4.""",
      [("principal", PRINCIPAL), ("seed", SEED), ("key", key(SEED)), ("seed2", SEED2),
       ("key2", key(SEED2)), ("subject2", "reg:310115-7"), ("root", ROOT), ("signed_at", str(NOW)),
       ("origin", ORIGIN), ("small", small), ("full", full)])

first = entry_bytes(0, ROOT, NOW, 0, H(), small, [bytes([5]) * 64])
later = entry_bytes(2**63, ROOT, NOW, 300, None, full, [bytes([5]) * 64, bytes([6]) * 64])
write("entry.txt", """Entry: first has index 0, registry size 0 and the root of an empty registry; later
      has index 2^63, registry size 300 and no root. Statements are those of statement.txt;
      signatures are 64 bytes of 05, then of 06. leaf = H(00 || entry).""",
      [("previous", ROOT), ("sequenced_at", str(NOW)), ("first", first),
       ("first_leaf", H(b"\0", first)), ("later", later), ("later_leaf", H(b"\0", later))])

open_part = part_bytes(bytes(range(16)), 9999, b"open body")
sealed_part = part_bytes(bytes(range(16, 32)), 9999, b"\xff ciphertext")
write("part.txt", """Part: type 9999, which no program knows; kind 1 open, kind 132 sealed personal.""",
      [("open_nonce", bytes(range(16))), ("open_body", b"open body"), ("open", open_part),
       ("open_hash", part_hash(1, open_part)), ("sealed_nonce", bytes(range(16, 32))),
       ("sealed_body", b"\xff ciphertext"), ("sealed", sealed_part),
       ("sealed_hash", part_hash(132, sealed_part))])

records = [[(1, open_part), (132, sealed_part)], [(1, open_part)], [(2, open_part)]]
hashes = [record_hash(r) for r in records]
write("record.txt", """Record: the parts of part.txt. Record 0 has kinds 1 (open) and 132 (sealed), record
      1 the open part alone as kind 1, record 2 the same bytes as kind 2.""",
      [("d0", record_d(records[0])), ("hash0", hashes[0]), ("hash1", hashes[1]),
       ("hash2", hashes[2]), ("root", root(hashes)), ("path2", b"".join(path(hashes, 2)))])

bodies = [b"open body", None, b"", b"personal"]
draft = draft_hash(9999, bodies)
write("nonce.txt", """Nonce: type 9999 with bodies open, none, an empty one and personal; n = 0 and 1.
      Nobody but the signer can check it: frozen so that the same report made again is the same.""",
      [("secret", bytes([3]) * 32), ("principal", PRINCIPAL), ("draft", draft),
       ("kind1_n0", nonce(bytes([3]) * 32, PRINCIPAL, 1, draft, 0)),
       ("kind4_n1", nonce(bytes([3]) * 32, PRINCIPAL, 4, draft, 1))])

M = scope_message("suyuan.example/test/310000", NETWORK_ID, small)
write("scope.txt", """Scope: M, statement id and signature (seed) of statement.txt's small one at a place
      of the network of network.json; genesis of the log of that name and of its second generation.""",
      [("place", "suyuan.example/test/310000"), ("network_id", NETWORK_ID), ("seed", SEED),
       ("m", M), ("id", H(M)), ("signature", sign(SEED, M)), ("genesis", genesis(ORIGIN, NETWORK_ID)),
       ("origin2", ORIGIN + "/2"), ("genesis2", genesis(ORIGIN + "/2", NETWORK_ID))])

refusal = ("suyuan/refusal/v1\n%s\n%s\n2026-11-23T00:00:00.000007Z\n17\norganisation_suspended\n"
           "uscc:91310115MA1K3BTP2B is suspended (ground: 食品安全法 124)\n" % (ORIGIN, b64(H(M))))
with open(os.path.join(HERE, "refused.refusal"), "w", encoding="utf-8") as out:
    out.write(signed_note(refusal, ORIGIN, LOG_SEED))

connect = (b"suyuan/connect/v1\n" + NETWORK_ID + b"310000" + b"\n" + PRINCIPAL.encode() + b"\n" +
           bytes(range(32, 64)))
write("connect.txt", """Connect: what a connect key signs; node 310000, exporter 20..3f.""",
      [("seed", SEED2), ("exporter", bytes(range(32, 64))), ("subject", PRINCIPAL), ("m", connect),
       ("signature", sign(SEED2, connect))])

subject = "key:" + key(SEED).hex()
subject2 = "key:" + key(SEED2).hex()
NAME = "上海示例食品有限公司"
SITE = "urn:suyuan:1:site:" + PRINCIPAL + ":1"


def possession(holder, uses, seed):
    """The new key's own word: network, holder, uses as bits, key."""
    bits = sum(1 << use for use in uses)
    return sign(seed, b"suyuan/possession/v1\n" + NETWORK_ID + holder.encode() + b"\n" +
                bytes([bits]) + key(seed))


possessed = possession(PRINCIPAL, [1, 2], SEED)
step_rule = message((1, 0), (2, "shipping"), (3, [1, 6]), (4, [1]), (5, "desadv"), (6, NOW), (7, NOW + 1))
part_rule = message((1, 0), (2, "quantityList"), (3, 2), (4, NOW))
former = message((1, 0), (2, "310119"), (3, "南汇区"), (4, 2001), (5, 2008))
ORIGIN = "suyuan.example/test/310000"
acts = [
    ("policy", message((1, "policy"), (2, 0), (3, 1), (4, 1), (5, NETWORK_ID), (6, "text\n"),
                       (7, [key(SEED) + bytes(64), key(SEED2) + bytes(64)]))),
    ("regulator", message((1, "regulator:310115-1"), (2, 0), (3, 1), (4, "浦东新区市场监督管理局"),
                          (5, "市场监管"), (6, 3), (7, "310115"), (8, "310115103"))),
    ("organisation", message((1, PRINCIPAL), (2, 0), (3, 1), (4, PRINCIPAL[5:]), (6, NAME),
                             (7, "310115"), (8, 1), (9, [1, 6]), (10, "0614141000012"),
                             (11, "310115103"), (12, "浦东新区1号"))),
    ("override", message((1, PRINCIPAL), (2, 3), (3, 1), (5, "旧代码"), (6, "x"))),
    ("suspended", message((1, PRINCIPAL), (2, 4), (3, 3), (22, NOW), (23, "食品安全法"), (24, "丢失"),
                          (25, H(b"paper")))),
    ("merged", message((1, PRINCIPAL), (2, 5), (3, 9), (13, ["reg:310115-1"]), (20, NOW))),
    ("contact", message((1, PRINCIPAL), (2, 5), (3, 2), (14, "张三"), (15, "021-5550000"))),
    ("site", message((1, SITE), (2, 0), (3, 1), (4, PRINCIPAL), (5, "一号摊"), (6, "310115"),
                     (7, "310115103"), (8, SITE), (9, "0614141000012"), (10, "licence:1"), (11, 2),
                     (12, "a"))),
    ("device", message((1, "device:" + PRINCIPAL + ":7"), (2, 0), (3, 1), (4, PRINCIPAL), (5, 1),
                       (6, SITE), (7, NOW), (8, "SN-7"), (9, "M"))),
    ("card", message((1, "card:" + PRINCIPAL + ":8"), (2, 0), (3, 3), (4, "reg:310115-1"),
                     (5, PRINCIPAL), (6, SITE), (7, "card:" + PRINCIPAL + ":7"))),
    ("added", message((1, subject), (2, 0), (3, 1), (4, PRINCIPAL), (5, key(SEED)), (6, [1, 2]),
                      (9, possessed))),
    ("rotated", message((1, subject2), (2, 0), (3, 2), (4, PRINCIPAL), (5, key(SEED2)), (6, [1]),
                        (9, possession(PRINCIPAL, [1], SEED2)), (10, subject))),
    ("retired", message((1, subject), (2, 2), (3, 4), (24, "replaced"))),
    ("revoked", message((1, subject), (2, 2), (3, 5), (7, NOW), (24, "丢失"))),
    ("delegation", message((1, "delegation:" + PRINCIPAL + ":1"), (2, 0), (3, 1), (4, PRINCIPAL),
                           (5, "reg:310115-1"), (6, 2), (7, ["shipping", "receiving"]), (8, SITE),
                           (20, NOW), (21, NOW + 1))),
    ("person", message((1, "person:310115-1"), (2, 0), (3, 1), (4, PRINCIPAL), (5, "检验员"),
                       (20, NOW), (21, NOW + 1))),
    ("licence", message((1, "licence:SC10131011500017"), (2, 0), (3, 1), (4, PRINCIPAL), (5, 1),
                        (6, ["class:0301"]), (7, SITE), (8, "局"), (20, NOW), (21, NOW + 1))),
    ("accreditation", message((1, "accreditation:CNAS-L0001"), (2, 0), (3, 1), (4, PRINCIPAL),
                              (5, ["inspection", "organic"]), (6, "class:0301"), (21, NOW + 1))),
    ("certificate", message((1, "certificate:" + PRINCIPAL + ":A1"), (2, 0), (3, 1), (4, PRINCIPAL),
                            (5, "A1"), (6, "organic"), (7, "reg:310115-1"), (8, "person:310115-1"),
                            (9, "accreditation:CNAS-L0001"), (10, "class:0301"),
                            (11, "gtin:06141411234567"), (12, "GB/T 19630"), (20, NOW),
                            (21, NOW + 1), (25, H(b"paper")))),
    ("product", message((1, "gtin:06141411234567"), (2, 0), (3, 1), (4, PRINCIPAL), (5, "鲜猪肉"),
                        (6, "class:0301"), (7, "b"), (8, "500 g"), (9, "GB 2707"), (10, "pH"), (11, 0))),
    ("class", message((1, "class:0301"), (2, 0), (3, 1), (4, "鲜肉"), (5, "class:default"),
                      (6, "GB 2707"), (7, "pH"), (8, 3), (9, step_rule), (10, part_rule))),
    ("node", message((1, "node:310115"), (2, 0), (3, 1), (4, "浦东新区"),
                     (5, ["node.example:7001", "127.0.0.1:1"]), (6, key(SEED)), (7, former))),
    ("erasure", message((1, "erasure:" + ORIGIN + ":9:0:4"), (2, 0), (3, 1), (4, ORIGIN), (5, 9),
                        (6, 0), (7, 4), (8, H(b"part")), (23, "个人信息保护法"))),
]
write("act.txt", """Registry acts: bodies of types 100 to 123, each with fields of its own and some common to all;
      "contact" is a body of the personal part. Every date is since or since + 1. "possession" is
      the word of the key of "added" for its holder and both uses.""",
      [("principal", PRINCIPAL), ("seed", SEED), ("seed2", SEED2), ("subject", subject), ("subject2", subject2),
       ("network_id", NETWORK_ID), ("name", NAME), ("site_subject", SITE), ("origin", ORIGIN),
       ("paper", H(b"paper")), ("part", H(b"part")), ("since", str(NOW)), ("possession", possessed),
       ("possession2", possession(PRINCIPAL, [1], SEED2)), ("key", key(SEED)), ("key2", key(SEED2)),
       ("zero1", key(SEED) + bytes(64)), ("zero2", key(SEED2) + bytes(64)), ("former", former),
       ("step_rule", step_rule), ("part_rule", part_rule),
       ("card_subject", "card:" + PRINCIPAL + ":8"), ("delegation_subject", "delegation:" + PRINCIPAL + ":1"),
       ("certificate_subject", "certificate:" + PRINCIPAL + ":A1")] + acts)

event_open = message(
    (1, "ObjectEvent"), (2, "2026-11-23T08:00:00.250+08:00"), (3, "+08:00"),
    (4, "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"), (5, "OBSERVE"), (6, "shipping"),
    (7, "in_transit"), (11, ["urn:epc:id:sgtin:0614141.107346.2018"]),
    (12, message((1, 0), (2, "urn:epc:class:lgtin:4012345.012345.998877"))))
event_chain = message(
    (12, message((1, 0), (3, "200.50"), (4, "KGM"))),
    (25, message((1, 0), (2, "owning_party"), (3, "urn:epc:id:pgln:0614141.00001."))))
event_commercial = message((23, message((1, 0), (2, "po"), (3, "urn:epcglobal:cbv:bt:0614141073467:7"))),
                           (28, message((1, 0), (2, "ex:price"), (3, "12.50"))))
event_json = ('{"type":"ObjectEvent","eventTime":"2026-11-23T08:00:00.250+08:00",'
              '"eventTimeZoneOffset":"+08:00",'
              '"eventID":"urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6","action":"OBSERVE",'
              '"bizStep":"shipping","disposition":"in_transit",'
              '"epcList":["urn:epc:id:sgtin:0614141.107346.2018"],'
              '"quantityList":[{"epcClass":"urn:epc:class:lgtin:4012345.012345.998877",'
              '"quantity":200.50,"uom":"KGM"}],'
              '"bizTransactionList":[{"type":"po","bizTransaction":"urn:epcglobal:cbv:bt:0614141073467:7"}],'
              '"destinationList":[{"type":"owning_party",'
              '"destination":"urn:epc:id:pgln:0614141.00001."}],"ex:price":12.50}')
master_json = ('{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],'
               '"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-11-23T00:00:00Z",'
               '"epcisHeader":{"epcisMasterData":{"vocabularyList":[{'
               '"type":"urn:epcglobal:epcis:vtype:EPCClass","vocabularyElementList":[{'
               '"id":"urn:epc:idpat:sgtin:4012345.066666.*","attributes":[{'
               '"id":"urn:epcglobal:cbv:mda#descriptionShort","attribute":"猪肉"}]}]}]}},'
               '"epcisBody":{"eventList":[]}}')
master_open = message((1, "urn:epcglobal:epcis:vtype:EPCClass"),
                      (2, "urn:epc:idpat:sgtin:4012345.066666.*"),
                      (3, message((1, 0), (2, "urn:epcglobal:cbv:mda#descriptionShort"),
                                  (3, '"猪肉"'))))
write("body.txt", """Bodies: an EPCIS event as JSON and the bodies of its parts (EpcisEvent, type 1); an
      element of master data (MasterData, type 2).""",
      [("event_json", event_json), ("event_open", event_open), ("event_chain", event_chain),
       ("event_commercial", event_commercial), ("master_json", master_json),
       ("master_open", master_open)])

# a whole receipt

secret = bytes([4]) * 32
three = []
for i in range(3):
    b = [b"open %d" % i, b"chain", None, None]
    d = draft_hash(9999, b)
    three.append([(k, part_bytes(nonce(secret, PRINCIPAL, k, d, 0), 9999, b[k - 1]))
                  for k in (1, 2)])
leaves = [record_hash(r) for r in three]
st = statement_bytes(PRINCIPAL, [(None, key(SEED))], 1, 3, root(leaves), NOW)
st_m = scope_message(ORIGIN, NETWORK_ID, st)
submission = message((1, st), (2, sign(SEED, st_m)), (3, [share(i, r) for i, r in enumerate(three)]))
entries = [entry_bytes(0, genesis(ORIGIN, NETWORK_ID), NOW + 1, 0, H(), st, [sign(SEED, st_m)])]
st2 = statement_bytes(PRINCIPAL, [(None, key(SEED))], 1, 1, leaves[0], NOW + 5)
entries.append(entry_bytes(1, H(b"\0", entries[0]), NOW + 6, 0, None, st2,
                           [sign(SEED, scope_message(ORIGIN, NETWORK_ID, st2))]))
tree = [H(b"\0", e) for e in entries]
note = checkpoint(ORIGIN, LOG_SEED, 2, root(tree))


def receipt_file(shares):
    extra = message((1, 1), (2, NETWORK_ID), (3, 0), (4, entries[0]), (5, shares))
    return ("c2sp.org/tlog-proof@v1\nextra %s\nindex 0\n%s\n\n%s" %
            (b64(extra), "\n".join(b64(h) for h in path(tree, 0)), note)).encode()


whole = receipt_file([share(i, r, hashes_of=(2,)) for i, r in enumerate(three)])
extract = receipt_file([share(2, three[2], record_path=path(leaves, 2))])
parts = b"suyuan/parts/v1\n" + message((1, 1), (2, H(st_m)),
                                       (3, [share(i, r) for i, r in enumerate(three)]))
for name, data in (("whole.receipt", whole), ("extract.receipt", extract), ("whole.parts", parts)):
    with open(os.path.join(HERE, name), "wb") as out:
        out.write(data)
write("receipt.txt", """Receipt: three records of type 9999 with an open and a chain part each, in a log of two
      entries. whole.receipt is the receipt of the statement, whole.parts the file beside it,
      extract.receipt that of record 2 alone with both its parts. Nonces under nonce_secret.""",
      [("seed", SEED), ("nonce_secret", secret), ("log_seed", LOG_SEED), ("statement_id", H(st_m)),
       ("submission", submission), ("entry0", entries[0]), ("entry1", entries[1]),
       ("root", root(tree))])

# a receipt that shows whose key signed

REGISTRY = "suyuan.example/test/registry"
with open(os.path.join(HERE, "network.json"), "rb") as network_file:
    genesis_json = json.load(network_file)
founding = [struct.pack(">I", n) + bytes(28) for n in range(1, 40)]
registry_seed = next(s for s in founding
                     if genesis_json["registry"]["vkey"].endswith("+" + b64(key(s))))
authority_seed = next(s for s in founding if b64(key(s)) == genesis_json["authority"]["keys"][0])
admitted = message((1, PRINCIPAL), (2, 0), (3, 1), (4, PRINCIPAL[5:]), (6, "上海示例食品有限公司"),
                   (7, "310115"))
added = message((1, "key:" + key(SEED).hex()), (2, 0), (3, 1), (4, PRINCIPAL), (5, key(SEED)), (6, [1]),
                (9, possession(PRINCIPAL, [1], SEED)))
other = message((1, "node:310000"), (2, 0), (3, 1), (4, "上海"))
acts = [[(1, part_bytes(bytes([i]) * 16, t, b))]
        for i, (t, b) in enumerate([(102, admitted), (107, added), (121, other)])]
act_leaves = [record_hash(r) for r in acts]
registry = []
for of in (act_leaves, act_leaves[2:]):
    s = statement_bytes("authority", [(None, key(authority_seed))], 2, len(of), root(of), NOW - 9)
    registry.append(entry_bytes(
        len(registry), H(b"\0", registry[-1]) if registry else genesis(REGISTRY, NETWORK_ID), NOW - 8,
        len(registry), None, s, [sign(authority_seed, scope_message(REGISTRY, NETWORK_ID, s))]))
registry_tree = [H(b"\0", e) for e in registry]
registry_note = checkpoint(REGISTRY, registry_seed, 2, root(registry_tree))
support = message((1, 1), (2, registry_note), (3, [message(
    (1, registry[0]), (2, path(registry_tree, 0)),
    (3, [share(i, acts[i], record_path=path(act_leaves, i)) for i in (0, 1)]))]))
shown = entry_bytes(0, genesis(ORIGIN, NETWORK_ID), NOW + 1, 2, root(registry_tree), st,
                    [sign(SEED, st_m)])
extra = message((1, 1), (2, NETWORK_ID), (3, 0), (4, shown),
                (5, [share(i, r, hashes_of=(2,)) for i, r in enumerate(three)]), (6, support))
with open(os.path.join(HERE, "supported.receipt"), "wb") as out:
    out.write(("c2sp.org/tlog-proof@v1\nextra %s\nindex 0\n\n%s" % (
        b64(extra), checkpoint(ORIGIN, LOG_SEED, 1, H(b"\0", shown)))).encode())
write("support.txt", """Support: supported.receipt has the statement of receipt.txt, taken in when the registry had
      two entries. The first has the acts that admit its principal and add its key, and one more.""",
      [("registry0", registry[0]), ("registry1", registry[1]), ("note", registry_note.encode()),
       ("support", support)])

# a policy

def policy_key(n):
    """Seed n of those that founded the network, or of one that came later."""
    return struct.pack(">I", n) + bytes(28)


def signature(seed, network_id, text):
    return key(seed) + sign(seed, b"suyuan/policy/v1\n" + network_id + H(text))


with open(os.path.join(HERE, "network.json"), "rb") as network_file:
    founded = json.load(network_file)
founder = next(policy_key(n) for n in range(1, 40)
               if b64(key(policy_key(n))) == founded["authority"]["keys"][0])
joined = policy_key(1000)
new_log = b"\x01" + public(policy_key(1002))
second = ORIGIN + "/2"
old_log = founded["logs"].pop(0)
document = {
    "format": "suyuan-policy/v1", "name": founded["name"], "network": NETWORK_ID.hex(), "version": 1,
    "previous": NETWORK_ID.hex(), "registry": founded["registry"],
    "authority": {"k": 2, "keys": founded["authority"]["keys"] + [b64(key(joined))],
                  "connect_keys": founded["authority"]["connect_keys"] + [b64(key(policy_key(1001)))]},
    "nodes": founded["nodes"],
    "logs": founded["logs"] + [{
        "origin": second,
        "vkey": "%s+%s+%s" % (second, H(second.encode(), b"\n", new_log)[:4].hex(), b64(new_log)),
        "node": "310000"}],
    "cosigners": founded["cosigners"], "quorum": founded["quorum"],
    "closed_logs": [dict(old_log, size=2, root=b64(root(tree)))],
    "limits": {"statement_bytes": 4194304, "records": 1000}}
policy_text = (json.dumps(document, indent=2) + "\n").encode()
signatures = sorted(signature(s, NETWORK_ID, policy_text) for s in (founder, joined))
with open(os.path.join(HERE, "one.policy"), "wb") as out:
    out.write(policy_text + b"\n" +
              b"".join(b"signature %s\n" % b64(s).encode() for s in signatures))
write("policy.txt", """Policy: one.policy is the first after network.json. A second authority joins, both must
      sign; the log of receipt.txt is closed as it is there and has a successor; lower limits.
      act is the registry's Policy act of it.""",
      [("founder", founder), ("joined", joined), ("hash", H(policy_text)), ("size", "2"),
       ("root", root(tree)),
       ("act", message((1, "policy"), (2, 0), (3, 1), (4, 1), (5, NETWORK_ID), (6, policy_text),
                       (7, signatures)))])

# the wire

HASH = ROOT
occurrence = message((1, ORIGIN), (2, 5), (3, 2))
watermark = message((1, ORIGIN), (2, 77))
log_status = message((1, ORIGIN), (2, 1), (3, "note"), (4, 2), (5, 3), (6, 4), (7, "no_space"), (8, 5))
write("wire.txt", """Messages of the wire, each with every field; values as in tests/unit/test_vectors.c.""", [
    ("hello", message((1, 1), (2, HASH), (3, "suyuan 0.1"))),
    ("hello_reply", message((1, 1), (2, "310000"), (3, [ORIGIN, "b"]), (4, -5), (5, "x"), (6, 3))),
    ("authenticate", message((1, "authority"), (2, key(SEED)), (3, bytes([5]) * 64))),
    ("authenticate_reply", message((1, "authority"))),
    ("append", message((1, ORIGIN), (2, "submission"))),
    ("append_reply", message((1, "entry"), (2, [HASH, HASH]), (3, "note"), (4, True))),
    ("get_checkpoint", message((1, ORIGIN))),
    ("checkpoint_reply", message((1, "note"))),
    ("get_entries", message((1, ORIGIN), (2, 0), (3, 2**64 - 1), (4, 1))),
    ("entry_share", message((1, "entry"), (2, [share(0, records[1])]))),
    ("get_proof", message((1, ORIGIN), (2, 9), (3, 8))),
    ("proof", message((1, [HASH, HASH]))),
    ("get_journey", message((1, "物品"), (2, True), (3, 5))),
    ("watermark", watermark),
    ("journey_start", message((1, "item"), (2, [watermark, watermark]), (3, ["a", "b"]))),
    ("occurrence_message", occurrence),
    ("journey_step", message((1, ORIGIN), (2, "entry"), (3, [HASH, HASH]), (4, share(0, records[1])),
                             (5, ["a", "b"]), (6, [occurrence, occurrence]), (7, [1, 16]), (8, 2),
                             (9, occurrence))),
    ("get_subject", message((1, "key:01"))),
    ("subject_reply", message((1, 7), (2, 9))),
    ("get_policy", message((1, 3))),
    ("policy_reply", message((1, "{}\n"), (2, [HASH, HASH]))),
    ("get_status", b""),
    ("log_status", log_status),
    ("status", message((1, "310000"), (2, 1), (3, 2), (4, [log_status, log_status]), (5, 3), (6, 4),
                       (7, 5), (8, 6), (9, 7), (10, 8), (11, 9), (12, 10), (13, "x"), (14, 11))),
    ("show_checkpoint", message((1, "note"), (2, 9))),
    ("show_checkpoint_reply", message((1, "note"), (2, 9))),
    ("offer_checkpoint", message((1, "note"))),
    ("offer_checkpoint_reply", message((1, ["a", "b"]))),
    ("get_stretch", message((1, ORIGIN), (2, 5), (3, 2**64 - 1), (4, 1), (5, 1048576), (6, "note"))),
    ("stretch_start", message((1, 5), (2, 7), (3, "note"), (4, HASH), (5, [HASH, HASH]), (6, [HASH]))),
    ("give_evidence", message((1, "text"))),
    ("give_evidence_reply", message((1, True))),
    ("get_signed", message((1, bytes([5]) * 33), (2, 2**64 - 1))),
    ("signed_start", message((1, [watermark, watermark]), (2, ["a", "b"]))),
    ("signed_entry", message((1, ORIGIN), (2, "entry"), (3, [HASH, HASH]))),
])

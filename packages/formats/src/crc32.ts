const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let code = byte;
  for (let bit = 0; bit < 8; bit++) code = code & 1 ? (code >>> 1) ^ 0xedb88320 : code >>> 1;
  return code;
});

/** The checksum of ZIP members: CRC-32 of IEEE 802.3, reflected. */
export function crc32(bytes: Uint8Array): number {
  let code = -1;
  for (let i = 0; i < bytes.length; i++) code = table[(code ^ bytes[i]) & 0xff] ^ (code >>> 8);
  return ~code >>> 0;
}

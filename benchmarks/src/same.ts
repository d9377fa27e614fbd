/** Whether TensorFlow's "SAME" means this padding: it pads the end more where the sum is odd. */
export function isSame(
  size: number,
  kernel: number,
  { stride, padding, dilation }: { stride: number; padding: number; dilation: number },
): boolean {
  const reach = dilation * (kernel - 1) + 1;
  const output = Math.ceil(size / stride);
  const total = Math.max((output - 1) * stride + reach - size, 0);
  return (
    output === Math.floor((size + 2 * padding - reach) / stride) + 1 && Math.floor(total / 2) === padding
  );
}

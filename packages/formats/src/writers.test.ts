import { expect, test } from "vitest";
import { readNpy } from "./index.js";

// Headers that NumPy's specification allows and other writers make; none has NumPy's padding.
test.each([
  `{'descr': '<i2', 'fortran_order': False, 'shape': (2, 1), }`,
  `{'descr':'<i2','fortran_order':False,'shape':(2,1)}\n`,
  `{"descr": "<i2", "fortran_order": False, "shape": (2, 1)}`,
  `{'shape': (2, 1), 'fortran_order': False, 'descr': '<i2'}   \n`,
  `{'descr': '<i2', 'fortran_order': False, 'shape': (2L, 1L)}`,
  `{'descr': '<i2', 'fortran_order': True, 'shape': (2, 1)}`,
  `  {'descr': 'i2', 'fortran_order': False, 'shape': [2, 1]}`,
  `{'descr': '<i2',\n 'fortran_order': False,\n 'shape': (2, 1)}`,
])("reads %j", (header) => {
  const bytes = Buffer.concat([
    Buffer.from("\x93NUMPY\x01\x00", "latin1"),
    Buffer.from([header.length, 0]),
    Buffer.from(header),
    Buffer.from([1, 0, 254, 255]),
  ]);
  expect(readNpy(bytes).toArray()).toEqual([[1], [-2]]);
});

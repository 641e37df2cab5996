/** The base model that real engines train and serve: a box makes it by itself when it is up, once for all data folders. */
import { upWholeBox } from "../../e2e/whole-box.ts";
import { baseReady } from "../../faults/world.ts";
import { operatorOf } from "../operator.ts";

const box = await upWholeBox();
try {
  await baseReady(operatorOf(box.data));
} finally {
  await box.down();
}

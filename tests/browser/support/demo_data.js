// Once per run: demo data that every server with people in it starts from a copy of.
import { makeDemoData, newFolder } from "./pi_crm.js";

export default function () {
  process.env.DEMO_DATA = newFolder();
  makeDemoData(process.env.DEMO_DATA);
}

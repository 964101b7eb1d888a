import { removeFolder } from "./pi_crm.js";

export default function () {
  removeFolder(process.env.DEMO_DATA);
}

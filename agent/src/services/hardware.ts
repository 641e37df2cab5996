/** The inventory of the box. Read once and on demand, never per tick: each reading starts several programs. */
import si from "systeminformation";
import type { Hardware } from "../contract/box.ts";
import type { Clock } from "../lib/clock.ts";
import { createSerial } from "../lib/serial.ts";

export type HardwareService = ReturnType<typeof createHardware>;

export function createHardware(options: { clock: Clock }) {
  const oneAtATime = createSerial();
  let known: Hardware | null = null;
  return {
    /** `refresh`: read again; callers meanwhile share that reading. */
    read: (refresh: boolean): Promise<Hardware> =>
      oneAtATime(async () => {
        const isFresh = known !== null && options.clock.now() - Date.parse(known.readAt) < 5_000;
        if (known && (!refresh || isFresh)) return known;
        known = await readHardware(options.clock.now());
        return known;
      }),
  };
}

/** Empty, "-" and "Default string" are how firmware says that it does not know. */
const text = (value: unknown): string | null => {
  const trimmed = typeof value === "string" ? value.trim() : "";
  return trimmed === "" || trimmed === "-" || /^(default string|not specified|to be filled by o\.e\.m\.|unknown)$/i.test(trimmed)
    ? null
    : trimmed;
};
const number = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) && value > 0 ? value : null;
const bytes = (value: unknown): number => number(value) ?? 0;

async function readHardware(now: number): Promise<Hardware> {
  const empty =
    <T>(of: T) =>
    (): T =>
      of;
  const [board, system, bios, cpu, flags, memory, modules, disks, mounts, network, os] = await Promise.all([
    si.baseboard().catch(empty(null)),
    si.system().catch(empty(null)),
    si.bios().catch(empty(null)),
    si.cpu(),
    si.cpuFlags().catch(empty("")),
    si.mem(),
    si.memLayout().catch(empty([])),
    si.diskLayout().catch(empty([])),
    si.fsSize().catch(empty([])),
    si.networkInterfaces().then((found) => [found].flat(), empty([])),
    si.osInfo(),
  ]);
  return {
    readAt: new Date(now).toISOString(),
    board: {
      manufacturer: text(board?.manufacturer) ?? text(system?.manufacturer),
      model: text(board?.model) ?? text(system?.model),
      serial: text(board?.serial) ?? text(system?.serial),
      bios: text([text(bios?.vendor), text(bios?.version)].filter(Boolean).join(" ")),
    },
    cpu: {
      brand: text(`${cpu.manufacturer} ${cpu.brand}`) ?? "unknown",
      cores: cpu.cores,
      physicalCores: number(cpu.physicalCores),
      speedGhz: number(cpu.speed),
      flags: flags.split(/\s+/).filter(Boolean),
    },
    memory: {
      totalBytes: memory.total,
      modules: modules
        .filter((m) => bytes(m.size) > 0)
        .map((m) => ({ sizeBytes: m.size, type: text(m.type), clockMhz: number(m.clockSpeed), slot: text(m.bank) })),
    },
    disks: disks.map((d) => ({
      device: d.device,
      name: text(d.name),
      type: text(d.type),
      sizeBytes: bytes(d.size),
      health: text(d.smartStatus),
    })),
    filesystems: mounts.map((m) => ({ mount: m.mount, type: m.type, sizeBytes: bytes(m.size), usedBytes: bytes(m.used) })),
    network: network.map((n) => ({
      name: n.iface,
      mac: text(n.mac),
      addresses: [n.ip4, n.ip6].map(text).filter((address) => address !== null),
      speedMbps: number(n.speed),
      state: text(n.operstate) ?? "unknown",
    })),
    os: { distro: os.distro, release: os.release, kernel: os.kernel, hostname: os.hostname, arch: os.arch },
  };
}

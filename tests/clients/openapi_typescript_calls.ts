// Calls every operation on the whole sample with the types that openapi-typescript generated.
//
// As `openapi_python_client_calls.py`, whose counts it prints, too. `tsc --strict` checks that each
// call and each value read from an answer is what the types say.

import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Problem = components["schemas"]["Problem"];
type Answer<Data> = { data?: Data; error?: unknown; response: Response };

declare const process: { argv: string[] };
const [site, token] = process.argv.slice(2) as [string, string];
const client = createClient<paths>({ baseUrl: site });
const headers = { Authorization: `Token ${token}` };
const called: Record<string, number> = {};
const refused: Record<string, number> = {};

function check(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

async function read<Data>(name: string, asked: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await asked;
  check(data !== undefined, `${name}: ${response.status} ${JSON.stringify(error)}`);
  called[name] = (called[name] ?? 0) + 1;
  return data;
}

async function refuse(status: number, asked: Promise<Answer<unknown>>): Promise<Problem> {
  const { error, response } = await asked;
  check(response.status === status, `${response.url}: ${response.status}, not ${status}`);
  const problem = error as Problem;
  check(problem.status === status && problem.title !== "", JSON.stringify(problem));
  refused[status] = (refused[status] ?? 0) + 1;
  return problem;
}

async function readRevisions(slug: string): Promise<void> {
  for (let page = 1, more = true; more; page += 1) {
    const params = { path: { slug }, query: { page } };
    const list = await read(
      "list_member_revisions",
      client.GET("/api/v1/members/{slug}/revisions/", { params }),
    );
    for (const row of list.results) {
      const changes: string[] = row.changes.map((change) => change.path);
      check(row.withheld ? row.id === null : changes.length > 0, `${slug} ${row.number}`);
      if (row.id === null) continue;
      const path = { id: row.id };
      const one = await read(
        "get_revision",
        client.GET("/api/v1/revisions/{id}/", { params: { path } }),
      );
      check(one.member === slug && one.profile.slug === slug, row.id);
    }
    more = list.next !== null;
  }
}

async function readMembers(): Promise<void> {
  for (let page = 1, more = true; more; page += 1) {
    const query = {
      page,
      page_size: 10,
      membership: ["current", "former", "unconfirmed"],
      merged: ["true", "false"],
    } satisfies paths["/api/v1/members/"]["get"]["parameters"]["query"];
    const list = await read("list_members", client.GET("/api/v1/members/", { params: { query } }));
    for (const row of list.results) {
      const slug = row.slug ?? "";
      const member = await read(
        "get_member",
        client.GET("/api/v1/members/{slug}/", { params: { path: { slug } } }),
      );
      const counts: number[] = member.profile?.trial_counts.map((count) => count.trials ?? 0) ?? [];
      check(member.profile?.name === row.name && counts.every(Number.isInteger), slug);
      await readRevisions(slug);
      const q = row.name ?? "";
      const found = await read(
        "get_suggestions",
        client.GET("/api/v1/suggest/", { params: { query: { q } } }),
      );
      check(found.suggestions.length > 0, q);
    }
    more = list.next !== null;
  }
}

async function readVocabularies(): Promise<void> {
  const countries = await read("list_countries", client.GET("/api/v1/countries/"));
  for (const { code: key } of countries.results) {
    const asked = client.GET("/api/v1/countries/{key}/", { params: { path: { key } } });
    check((await read("get_country", asked)).code === key, key);
  }
  const regions = await read("list_regions", client.GET("/api/v1/regions/"));
  for (const { slug: key } of regions.results) {
    const asked = client.GET("/api/v1/regions/{key}/", { params: { path: { key } } });
    check((await read("get_region", asked)).slug === key, key);
  }
  const services = await read("list_services", client.GET("/api/v1/services/"));
  for (const { slug: key, group } of services.results) {
    const asked = client.GET("/api/v1/services/{key}/", { params: { path: { key } } });
    check((await read("get_service", asked)).group === group, key);
  }
  const areas = await read("list_therapeutic_areas", client.GET("/api/v1/areas/"));
  for (const { slug: key } of areas.results) {
    const asked = client.GET("/api/v1/areas/{key}/", { params: { path: { key } } });
    check((await read("get_therapeutic_area", asked)).slug === key, key);
  }
  const modalities = await read("list_modalities", client.GET("/api/v1/modalities/"));
  for (const { slug: key } of modalities.results) {
    const asked = client.GET("/api/v1/modalities/{key}/", { params: { path: { key } } });
    check((await read("get_modality", asked)).slug === key, key);
  }
  const phases = await read("list_phases", client.GET("/api/v1/phases/"));
  for (const { code: key } of phases.results) {
    const asked = client.GET("/api/v1/phases/{key}/", { params: { path: { key } } });
    check((await read("get_phase", asked)).code === key, key);
  }
}

async function search(): Promise<void> {
  const queries: paths["/api/v1/members/"]["get"]["parameters"]["query"][] = [
    { q: "oncology", include: ["facets"], country: ["DE", "FR"], ordering: "-trials" },
    { country_all: ["DE", "PL"], kind: ["cro"], phase_all: ["PHASE1", "PHASE2"], exact: "true" },
    { trials_min: 1, founded_max: 2020, updated_since: "2020-01-31T12:00:00Z" },
    { fields: ["name", "slug"], omit: ["slug"], verified: "false", hq: ["US"] },
  ];
  for (const query of queries) {
    await read("list_members", client.GET("/api/v1/members/", { params: { query } }));
  }
  const facets = await read("count_members", client.GET("/api/v1/members/facets/"));
  check((facets.facets["country"]?.[0]?.count ?? 0) > 0, "facets");
}

async function readAbout(): Promise<void> {
  await read("get_root", client.GET("/api/v1/"));
  await read("get_version", client.GET("/api/v1/version/"));
  const about = await read("get_about", client.GET("/api/v1/about/"));
  check(about.milestones.every((milestone) => milestone.year > 1900), "milestones");
  const pages = await read("list_pages", client.GET("/api/v1/pages/"));
  for (const { slug } of pages.results) {
    const asked = client.GET("/api/v1/pages/{slug}/", { params: { path: { slug } } });
    check((await read("get_page", asked)).breadcrumb.length > 0, slug);
  }
}

function patch(slug: string, etag: string, summary: string) {
  const params = { path: { slug }, header: { "If-Match": etag } };
  const type = { "Content-Type": "application/merge-patch+json" };
  return client.PATCH("/api/v1/members/{slug}/", {
    params,
    headers: { ...headers, ...type },
    body: { summary },
  });
}

async function update(): Promise<void> {
  const slug = "fortrea";
  await refuse(404, client.GET("/api/v1/members/{slug}/", { params: { path: { slug: "nobody" } } }));
  await refuse(400, client.GET("/api/v1/members/", { params: { query: { page_size: 101 } } }));
  await refuse(403, patch("icon", "*", "Refused."));
  await refuse(412, patch(slug, '"x"', "Refused."));
  await refuse(412, patch(slug, "*", "Refused."));
  const { response } = await client.GET("/api/v1/members/{slug}/", { params: { path: { slug } } });
  const etag = response.headers.get("ETag") ?? "";
  await refuse(400, patch(slug, etag, "a".repeat(301)));
  const sent = await read("update_member", patch(slug, etag, "Sent by a client."));
  check(sent.state === "submitted" && sent.profile.summary === "Sent by a client.", sent.state);
  await refuse(409, patch(slug, etag, "Sent by a client."));
}

await readMembers();
await readVocabularies();
await search();
await readAbout();
await update();
console.log(JSON.stringify({ called, refused }));

//! `import NAME|ID|--all`: new definitions, and ids for those that exist.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use super::ImportArgs;
use crate::cli::adopting::{Whole, foresee, widen, write_down};
use crate::cli::open::{self, Definitions};
use crate::cli::validate::count;
use crate::cli::{Context, Exit, Failure, Outcome};
use crate::import::{Course, Draft, Standing, draft, pair, standing};
use crate::lock::Lock;
use crate::model::{
    Campaign, CampaignId, CampaignKey, ListedCampaign, MessageKey, ObservedCampaign, Origin,
    VariationId, WorkspaceName, printable,
};
use crate::plan::{self, Binding, Unfit};
use crate::port::Files as _;
use crate::store::{DiskFiles, disk};

/// What a run is about to do.
#[derive(Default)]
struct Work {
    /// New files by path, and the campaigns in them.
    files: BTreeMap<String, String>,
    /// Texts of files that exist and say something else now.
    changed: BTreeMap<String, String>,
    bindings: BTreeMap<CampaignKey, Bound>,
    /// What a person has to say first.
    unclear: Vec<String>,
    lines: Vec<String>,
}

struct Bound {
    id: CampaignId,
    given: BTreeMap<MessageKey, VariationId>,
}

pub(super) fn run(context: &mut Context<'_>, args: &ImportArgs) -> Outcome {
    let definitions = context.definitions()?;
    let guard = context.guard()?;
    let whole = context.whole()?;
    let record = &whole.records[&definitions.workspace];
    let (rows, seen) = look(context, &definitions, record.lock(), args)?;
    let mut left_out = BTreeMap::new();
    let mut free = BTreeMap::new();
    let chosen = choose(&rows, args)?;
    let templates = &definitions.spec().templates;
    for row in &rows {
        let standing = standing(record.lock(), templates, row, seen.get(&row.id));
        match (&standing, seen.get(&row.id)) {
            (Standing::Free, Some(seen)) => drop(free.insert(&row.id, seen)),
            (Standing::Known(_), _) => {}
            _ if chosen.contains(&row.id) => {
                left_out.entry(why(&standing)).or_insert_with(Vec::new).push(row);
            }
            _ => {}
        }
    }
    let mut courses = pair(&free, &whole.pool(&definitions.workspace));
    if let Some(typed) = &args.key {
        said(typed, &chosen, &mut courses, &whole, &definitions.workspace)?;
    }
    let mut work = Work::default();
    for (id, course) in courses.into_iter().filter(|(id, _)| chosen.contains(id)) {
        let Some(seen) = free.get(&id) else { continue };
        work.take(context, &whole, &definitions, args, (id, *seen), course)?;
    }
    let count = finish(context, &whole, &definitions, &free, work)?;
    drop(guard);
    count.tell(context, &record.name, &left_out, args.all)
}

/// What the workspace has: all of it in the list, and details of what the lockfile does not know.
fn look(
    context: &Context<'_>,
    definitions: &Definitions,
    lock: &Lock,
    args: &ImportArgs,
) -> Result<(Vec<ListedCampaign>, BTreeMap<CampaignId, ObservedCampaign>), Failure> {
    open::block_on(async {
        let (client, rows) = context.proved(definitions, lock).await?;
        let chosen = choose(&rows, args)?;
        // Who shares a title with what is chosen decides about its key, and its pairing.
        let titles: BTreeSet<_> = rows
            .iter()
            .filter(|row| chosen.contains(&row.id))
            .map(|row| crate::import::key_of(&row.name))
            .collect();
        let asked = |row: &&ListedCampaign| {
            standing(lock, &definitions.spec().templates, row, None) == Standing::Free
                && (args.all || titles.contains(&crate::import::key_of(&row.name)))
        };
        let ids = rows.iter().filter(asked).map(|row| row.id.clone()).collect();
        let seen = client.campaigns(ids).await.map_err(open::unreachable)?;
        Ok((rows, seen))
    })
}

/// The campaigns that were asked for.
fn choose(rows: &[ListedCampaign], args: &ImportArgs) -> Result<BTreeSet<CampaignId>, Failure> {
    if args.all {
        return Ok(rows.iter().map(|row| row.id.clone()).collect());
    }
    let mut chosen = BTreeSet::new();
    let mut missing = Vec::new();
    for name in &args.names {
        let by_id = rows.iter().filter(|row| row.id.as_str() == name);
        let by_title = rows.iter().filter(|row| row.name == *name);
        let found: Vec<_> = by_id.chain(by_title).map(|row| row.id.clone()).collect();
        if found.is_empty() {
            missing.push(format!("`{}`", printable(name)));
        }
        chosen.extend(found);
    }
    if missing.is_empty() {
        return Ok(chosen);
    }
    let message = format!("the workspace has no campaign {}", missing.join(" and no campaign "));
    Err(Failure::new(Exit::Invalid, message).help(
        "`campaignctl import --list` shows titles and ids; a title is given in quotes, whole",
    ))
}

/// The key that was typed for the one campaign.
fn said(
    typed: &str,
    chosen: &BTreeSet<CampaignId>,
    courses: &mut BTreeMap<CampaignId, Course>,
    whole: &Whole,
    workspace: &WorkspaceName,
) -> Result<(), Failure> {
    let key = CampaignKey::parse(typed)
        .map_err(|error| Failure::because(Exit::Invalid, "`--as`", &error))?;
    let mut ids = courses.keys().filter(|id| chosen.contains(id)).cloned();
    let (Some(id), None) = (ids.next(), ids.next()) else {
        return Err(Failure::new(Exit::Invalid, "`--as` names the key of one campaign")
            .help("give its id: a title may be that of several"));
    };
    match courses.get(&id) {
        // A run that was cut short wrote this definition.
        Some(Course::Bind(same)) if *same == key => return Ok(()),
        Some(Course::Bind(other)) => {
            let message = format!("by its title and messages it is the campaign `{other}`");
            return Err(Failure::new(Exit::Ambiguous, message).help(format!(
                "if it is that one: `campaignctl bind {other} {id} -w {workspace}`\n\
                 if it is another one, give `{other}` or the campaign another title first"
            )));
        }
        _ => {}
    }
    let defined = whole.loaded.judged.desired.values().any(|one| one.campaigns.contains_key(&key));
    let recorded = whole.records.values().any(|one| one.lock().campaigns.contains_key(&key));
    if defined || recorded {
        return Err(Failure::new(Exit::Ambiguous, format!("there is a campaign `{key}` already"))
            .help(format!("if it is that one: `campaignctl bind {key} {id} -w {workspace}`")));
    }
    courses.insert(id, Course::New(key));
    Ok(())
}

fn why(standing: &Standing) -> &'static str {
    match standing {
        Standing::Archived => "archived",
        Standing::Draft => "not launched yet",
        Standing::Empty => "without a message that an API campaign can have",
        Standing::Template => "a template of the workspace",
        Standing::Gone(_) => "retired or replaced here",
        Standing::NotApi | Standing::Known(_) | Standing::Free => "no API campaign",
    }
}

impl Work {
    fn take(
        &mut self,
        context: &Context<'_>,
        whole: &Whole,
        definitions: &Definitions,
        args: &ImportArgs,
        (id, seen): (CampaignId, &ObservedCampaign),
        course: Course,
    ) -> Result<(), Failure> {
        let title = printable(&seen.name).into_owned();
        match course {
            Course::New(key) => {
                let path = self.path(context, whole, args, &key)?;
                let limit = first_limit(whole, &definitions.workspace);
                let schema = schema_for(context, &path);
                let (text, given) = draft(Draft {
                    key: &key,
                    id: &id,
                    seen,
                    workspace: &definitions.workspace,
                    limit: limit.as_deref(),
                    schema: schema.as_deref(),
                });
                self.lines.push(format!("+ {key:<32} {title} → {path}"));
                self.files.insert(path, text);
                self.bindings.insert(key, Bound { id, given });
            }
            Course::Bind(key) => {
                if let Err(why) = widen(context, whole, definitions, &key, &mut self.changed) {
                    self.unclear.push(format!("? {title} ({id}) is `{key}`: {}", printable(&why)));
                    return Ok(());
                }
                self.lines.push(format!("= {key:<32} {title}, {id}"));
                self.bindings.insert(key, Bound { id, given: BTreeMap::new() });
            }
            Course::Unclear { candidates, reason } => {
                let names: Vec<_> = candidates.iter().map(|key| format!("`{key}`")).collect();
                let mut line = format!("? {title} ({id}): {reason}: {}", names.join(", "));
                let here = &definitions.workspace;
                for key in &candidates {
                    write!(line, "\n    campaignctl bind {key} {id} -w {here}")
                        .expect("it is a text");
                }
                write!(line, "\n    campaignctl import {id} --as OTHER-KEY -w {here}")
                    .expect("it is a text");
                self.unclear.push(line);
            }
        }
        Ok(())
    }

    /// A path for a new file: nobody's, and one that the project looks at.
    fn path(
        &self,
        context: &Context<'_>,
        whole: &Whole,
        args: &ImportArgs,
        key: &CampaignKey,
    ) -> Result<String, Failure> {
        let folder = args.into.trim_end_matches('/');
        let at = |number: u32| match number {
            1 => format!("{folder}/{key}.yaml"),
            more => format!("{folder}/{key}.{more}.yaml"),
        };
        let free = |path: &String| {
            !self.files.contains_key(path) && context.root.join(path).symlink_metadata().is_err()
        };
        let path = (1..=u32::MAX).map(at).find(free).expect("numbers do not end");
        let mut globs = globset::GlobSetBuilder::new();
        for pattern in &whole.project.campaigns {
            let glob = globset::GlobBuilder::new(pattern).literal_separator(true).build();
            globs.add(glob.map_err(|error| {
                Failure::because(Exit::Invalid, "`campaigns` in campaignctl.yaml", &error)
            })?);
        }
        let seen = globs.build().is_ok_and(|globs| globs.is_match(&path));
        let inside = Path::new(&path)
            .components()
            .all(|part| matches!(part, std::path::Component::Normal(_)));
        if seen && inside {
            return Ok(path);
        }
        let message = format!("the project would not look at {}", printable(&path));
        let patterns = whole.project.campaigns.join(", ");
        Err(Failure::new(Exit::Invalid, message)
            .help(format!("its campaigns are {patterns}; name a folder of them: --into DIR")))
    }
}

/// A file of the project as text.
pub(in crate::cli) fn read(context: &Context<'_>, file: &str) -> Result<String, String> {
    let bytes = DiskFiles::new(&context.root).read(file);
    let bytes = bytes.map_err(|error| format!("could not read {file}: {error}"))?;
    String::from_utf8(bytes).map_err(|_| format!("{file} is not UTF-8"))
}

/// A new definition is of this workspace and the sandboxes; only where that is not all does it say
/// so: the plans of other workspaces would want it made there.
fn first_limit(whole: &Whole, here: &WorkspaceName) -> Option<Vec<WorkspaceName>> {
    let sandbox = |spec: &crate::spec::WorkspaceSpec| {
        matches!(spec.target, crate::spec::Target::Sandbox { .. })
    };
    let having =
        whole.project.workspaces.iter().filter(|(name, spec)| *name == here || sandbox(spec));
    let having: Vec<_> = having.map(|(name, _)| name.clone()).collect();
    (having.len() < whole.project.workspaces.len()).then_some(having)
}

fn schema_for(context: &Context<'_>, path: &str) -> Option<String> {
    let schema = "schemas/campaign.schema.json";
    let up = "../".repeat(path.matches('/').count());
    context.root.join(schema).is_file().then(|| format!("{up}{schema}"))
}

/// What was done.
struct Done {
    lines: Vec<String>,
    unclear: Vec<String>,
    files: usize,
    bound: usize,
    recorded: usize,
}

/// Foresees what the project will say, then writes definitions, then the lockfile: cut short between
/// the two, the same command finds its own definitions again.
fn finish(
    context: &mut Context<'_>,
    whole: &Whole,
    definitions: &Definitions,
    free: &BTreeMap<&CampaignId, &ObservedCampaign>,
    mut work: Work,
) -> Result<Done, Failure> {
    let record = &whole.records[&definitions.workspace];
    let texts = work.files.iter().chain(&work.changed);
    let texts: BTreeMap<_, _> = texts.map(|(path, text)| (path.clone(), text.clone())).collect();
    let foreseen = foresee(context, &texts)?;
    let desired = foreseen.judged.desired.get(&definitions.workspace);
    let mut lock = record.lock().clone();
    let mut entries = Vec::new();
    for (key, bound) in &work.bindings {
        let campaign: Option<&Campaign> = desired.and_then(|desired| desired.campaigns.get(key));
        let Some((campaign, seen)) = campaign.zip(free.get(&bound.id)) else { continue };
        let binding = Binding {
            campaign,
            id: &bound.id,
            seen,
            given: &bound.given,
            origin: definitions.origin(Origin::Adopted),
            replace: false,
        };
        match plan::bind(&lock, binding) {
            Ok(entry) => {
                lock.campaigns.insert(key.clone(), entry.clone());
                entries.push((key.clone(), entry));
            }
            Err(unfit) => {
                work.unclear.push(unbound(key, &bound.id, &unfit, &definitions.workspace));
            }
        }
    }
    for (path, text) in &work.files {
        disk::create(&context.root.join(path), text.as_bytes()).map_err(|error| {
            Failure::because(Exit::Unexpected, &format!("could not write {path}"), &error)
        })?;
    }
    for (path, text) in &work.changed {
        rewrite(context, path, text)?;
    }
    let (files, bound) = (work.files.len(), entries.len().saturating_sub(work.files.len()));
    let recorded = write_down(record, entries)?;
    Ok(Done { lines: work.lines, unclear: work.unclear, files, bound, recorded })
}

/// Writes a text where a link may lead.
pub(in crate::cli) fn rewrite(
    context: &Context<'_>,
    path: &str,
    text: &str,
) -> Result<(), Failure> {
    let written = context.root.join(path);
    let target = written.canonicalize().unwrap_or(written);
    crate::cli::init::write(&target, text)
}

fn unbound(
    key: &CampaignKey,
    id: &CampaignId,
    unfit: &[Unfit],
    workspace: &WorkspaceName,
) -> String {
    let mut line = format!("? {key} ({id})");
    for why in unfit {
        write!(line, "\n    {}", printable(&why.to_string())).expect("it is a text");
    }
    write!(line, "\n    campaignctl bind {key} {id} --message KEY=VARIATION -w {workspace}")
        .expect("it is a text");
    line
}

impl Done {
    fn tell(
        self,
        context: &mut Context<'_>,
        lockfile: &str,
        left_out: &BTreeMap<&'static str, Vec<&ListedCampaign>>,
        all: bool,
    ) -> Outcome {
        for line in self.lines.iter().chain(&self.unclear) {
            writeln!(context.out, "{line}")?;
        }
        for (why, rows) in left_out {
            let names = rows.iter().map(|row| format!("`{}`", printable(&row.name)));
            let names: Vec<_> = names.take(5).collect();
            let more = rows.len() - names.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            context.say(&format!("left out, {why}: {}{more}", names.join(", ")))?;
        }
        if self.recorded > 0 {
            let written = count(self.files, "definition");
            let bound = self.bound;
            context.say(&format!(
                "{written} written, {bound} of existing definitions; recorded in {lockfile}"
            ))?;
        } else if self.unclear.is_empty() && (all || left_out.is_empty()) {
            context.say("nothing to import: what there is has its key already")?;
        }
        if self.files > 0 {
            context
                .say("They are drafts: fill in what is sent today, and remove `draft: true`.")?;
        }
        Ok(if self.unclear.is_empty() { Exit::Done } else { Exit::Ambiguous })
    }
}

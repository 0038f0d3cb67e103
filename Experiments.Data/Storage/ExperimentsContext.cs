using Experiments.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Storage;

/// <summary>
/// The database. Short-lived: one context a unit of work, from an <see cref="IDbContextFactory{TContext}"/>.
/// Reading it directly is fine everywhere; states of jobs are changed by <see cref="Jobs.JobStore"/> alone,
/// those of checks by <see cref="Datasets.DatasetCheckStore"/>. Runs and sweeps in the bin are in no query that does not ask for
/// them, see <see cref="Deletions.BinFilter"/>.
/// </summary>
/// <param name="options">Options.</param>
public sealed class ExperimentsContext(DbContextOptions<ExperimentsContext> options) : DbContext(options)
{
    /// <summary>Experiments.</summary>
    public DbSet<Experiment> Experiments => Set<Experiment>();

    /// <summary>Sweeps.</summary>
    public DbSet<Sweep> Sweeps => Set<Sweep>();

    /// <summary>Runs.</summary>
    public DbSet<Run> Runs => Set<Run>();

    /// <summary>Settings of runs.</summary>
    public DbSet<RunSetting> RunSettings => Set<RunSetting>();

    /// <summary>Jobs.</summary>
    public DbSet<Job> Jobs => Set<Job>();

    /// <summary>Attempts at jobs.</summary>
    public DbSet<Attempt> Attempts => Set<Attempt>();

    /// <summary>Changes of jobs' states.</summary>
    public DbSet<JobEvent> JobEvents => Set<JobEvent>();

    /// <summary>Files that attempts left.</summary>
    public DbSet<Artifact> Artifacts => Set<Artifact>();

    /// <summary>Curves.</summary>
    public DbSet<MetricSeries> MetricSeries => Set<MetricSeries>();

    /// <summary>Points of curves.</summary>
    public DbSet<MetricPoint> MetricPoints => Set<MetricPoint>();

    /// <summary>What curves come to.</summary>
    public DbSet<SeriesSummary> SeriesSummaries => Set<SeriesSummary>();

    /// <summary>Points of work that was lost and done again.</summary>
    public DbSet<SupersededPoint> SupersededPoints => Set<SupersededPoint>();

    /// <summary>Evaluations.</summary>
    public DbSet<Evaluation> Evaluations => Set<Evaluation>();

    /// <summary>Images of evaluations.</summary>
    public DbSet<EvaluationImage> EvaluationImages => Set<EvaluationImage>();

    /// <summary>Results grids.</summary>
    public DbSet<ResultsGrid> ResultsGrids => Set<ResultsGrid>();

    /// <summary>Rows of results grids.</summary>
    public DbSet<GridRow> GridRows => Set<GridRow>();

    /// <summary>Configurations behind the cells of results grids.</summary>
    public DbSet<GridArm> GridArms => Set<GridArm>();

    /// <summary>What grids were when they were exported.</summary>
    public DbSet<GridSnapshot> GridSnapshots => Set<GridSnapshot>();

    /// <summary>Columns of results grids.</summary>
    public DbSet<GridColumn> GridColumns => Set<GridColumn>();

    /// <summary>Cells of results grids.</summary>
    public DbSet<GridCell> GridCells => Set<GridCell>();

    /// <summary>What is left of runs that were deleted for good.</summary>
    public DbSet<PurgedRun> PurgedRuns => Set<PurgedRun>();

    /// <summary>Published values.</summary>
    public DbSet<PublishedValue> PublishedValues => Set<PublishedValue>();

    /// <summary>Registered data sets.</summary>
    public DbSet<Dataset> Datasets => Set<Dataset>();

    /// <summary>Checks of data sets.</summary>
    public DbSet<DatasetCheck> DatasetChecks => Set<DatasetCheck>();

    /// <summary>Processes that run jobs.</summary>
    public DbSet<Worker> Workers => Set<Worker>();

    /// <summary>Facts about the database as a whole.</summary>
    public DbSet<DatabaseProperty> Properties => Set<DatabaseProperty>();

    /// <summary>Ways of looking at pages that have a name.</summary>
    public DbSet<SavedView> SavedViews => Set<SavedView>();

    /// <summary>What is being written and not yet queued.</summary>
    public DbSet<Draft> Drafts => Set<Draft>();

    /// <summary>Accounts.</summary>
    public DbSet<Account> Accounts => Set<Account>();

    /// <summary>Tokens of programs.</summary>
    public DbSet<ApiToken> ApiTokens => Set<ApiToken>();

    /// <summary>The audit trail.</summary>
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        ModelMapping.Apply(modelBuilder);
    }
}

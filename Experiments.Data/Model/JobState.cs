namespace Experiments.Data.Model;

/// <summary>State of a job. The job row is the truth; any queue is only a hint.</summary>
public enum JobState
{
    /// <summary>Waits for another job to succeed (an evaluation for its training, stage 2 for stage 1).</summary>
    Waiting,

    /// <summary>Can be claimed by any worker.</summary>
    Queued,

    /// <summary>A worker has it and prepares its process; the attempt number was raised by the claim.</summary>
    Claimed,

    /// <summary>Its engine process runs.</summary>
    Running,

    /// <summary>Set aside by a person; goes on only when told to.</summary>
    Paused,

    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Ended with an error; what it had recorded is kept.</summary>
    Failed,

    /// <summary>Ended by a person, or because the job it waited for did not succeed.</summary>
    Cancelled,

    /// <summary>Ended early because a search judged it hopeless.</summary>
    Pruned,
}

/// <summary>What follows from a job's state.</summary>
public static class JobStates
{
    /// <summary>What a job in a state may become; one that has succeeded or was pruned stays so.</summary>
    private static readonly Dictionary<JobState, JobState[]> Next = new()
    {
        [JobState.Waiting] = [JobState.Queued, JobState.Paused, JobState.Cancelled],
        [JobState.Queued] = [JobState.Claimed, JobState.Paused, JobState.Cancelled],
        [JobState.Claimed] = [JobState.Running, JobState.Queued, JobState.Paused, JobState.Failed, JobState.Cancelled],
        [JobState.Running] = [JobState.Succeeded, JobState.Queued, JobState.Paused, JobState.Failed, JobState.Cancelled, JobState.Pruned],
        [JobState.Paused] = [JobState.Queued, JobState.Waiting, JobState.Cancelled],
        [JobState.Failed] = [JobState.Queued, JobState.Waiting],
        [JobState.Cancelled] = [JobState.Queued, JobState.Waiting],
        [JobState.Succeeded] = [],
        [JobState.Pruned] = [],
    };

    /// <summary>Whether a job may go from one state to another.</summary>
    public static bool CanBecome(this JobState from, JobState to) => Next[from].Contains(to);

    /// <summary>Whether a job has ended without success, so that nothing may wait for it.</summary>
    public static bool HasNotSucceeded(this JobState state) => state is JobState.Failed or JobState.Cancelled or JobState.Pruned;
}

/// <summary>What a job does.</summary>
public enum JobKind
{
    /// <summary>Trains the run's configuration.</summary>
    Training,

    /// <summary>Scores a checkpoint under a protocol.</summary>
    Evaluation,

    /// <summary>Trains a classifier whose weights are the w⁰ of later runs.</summary>
    Pretraining,

    /// <summary>Estimates the diagonal Fisher information on the source data.</summary>
    FisherEstimation,

    /// <summary>Predicts single images.</summary>
    Prediction,

    /// <summary>Trains the first stage of a two-stage recipe; the run's training waits for it.</summary>
    FirstStage,
}

/// <summary>How an attempt ended.</summary>
public enum AttemptOutcome
{
    /// <summary>It has not ended.</summary>
    Open,

    /// <summary>Its job succeeded.</summary>
    Succeeded,

    /// <summary>Its job failed.</summary>
    Failed,

    /// <summary>Its job was cancelled.</summary>
    Cancelled,

    /// <summary>Its worker gave the job back to the queue, for example at a clean shutdown.</summary>
    Released,

    /// <summary>Its worker's heartbeat stood still; the job was taken from it.</summary>
    Lost,

    /// <summary>Its job was set aside.</summary>
    Paused,
}

/// <summary>State of a run; follows from its jobs, see <see cref="Runs.RunStates"/>.</summary>
public enum RunState
{
    /// <summary>At least one job is claimed or running.</summary>
    Running,

    /// <summary>Nothing runs and at least one job is queued.</summary>
    Queued,

    /// <summary>Nothing runs or is queued, and at least one job failed.</summary>
    Failed,

    /// <summary>What is left is paused.</summary>
    Paused,

    /// <summary>What is left waits for a job of another run.</summary>
    Waiting,

    /// <summary>What is left was cancelled.</summary>
    Cancelled,

    /// <summary>What is left was pruned.</summary>
    Pruned,

    /// <summary>Every job succeeded.</summary>
    Succeeded,

    /// <summary>It has no jobs.</summary>
    Empty,
}

/// <summary>Which number a metric point holds; neither SQLite nor JSON can hold the last three.</summary>
public enum PointKind
{
    /// <summary>The value is in its column.</summary>
    Finite,

    /// <summary>Not a number.</summary>
    NaN,

    /// <summary>+∞.</summary>
    PositiveInfinity,

    /// <summary>−∞.</summary>
    NegativeInfinity,
}

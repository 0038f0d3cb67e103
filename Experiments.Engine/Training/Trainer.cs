using Experiments.Engine.Augmentation;
using Experiments.Engine.Datasets;
using Experiments.Engine.Evaluation;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights;
using Experiments.Engine.Weights.Conventions;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Engine.Training;

/// <summary>
/// The training loop: batches → loss → gradients → <see cref="WeightUpdate"/>; points, snapshots and evaluations on the way. All chance is a function of (seed, purpose, iteration): a run that goes on from a
/// checkpoint ends with the same bits as one that was never interrupted.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly RunConfiguration _configuration;
    private readonly IImageSet _dataset;
    private readonly Placement _placement;
    private readonly ITrainingListener _listener;
    private readonly Learner _learner;
    private readonly IReadOnlyList<TrainedParameter> _parameters;
    private readonly WeightUpdate _update;
    private readonly IImageSet _validated;
    private readonly BestWeights _best = new();
    private readonly TimeProvider _clock;
    private int _iteration;
    private long _lastSnapshot;

    /// <summary>Builds the network, loads the weights and prepares the optimiser.</summary>
    /// <param name="configuration">Checked and resolved.</param>
    /// <param name="dataset">Its data set.</param>
    /// <param name="listener">Hears what happens.</param>
    /// <param name="clock">What minutes between snapshots are measured by; the system's where none is given.</param>
    /// <exception cref="DataException">The weights, or the Fisher file, fit nothing.</exception>
    /// <exception cref="UsageException">A list of tensors or of class weights does not fit the network, or the images to choose the best on cannot be used.</exception>
    public Trainer(RunConfiguration configuration, IImageSet dataset, ITrainingListener listener, TimeProvider? clock = null)
    {
        (_configuration, _dataset, _listener, _clock) = (configuration, dataset, listener, clock ?? TimeProvider.System);
        _validated = SelectedImages.ToChooseOn(configuration, dataset);
        _placement = Placement.Of(configuration.Training.Replicas, configuration.Execution.Devices);
        _learner = Learner.Create(configuration, _placement, dataset.Classes.Count);
        var inherited = LoadWeights();
        _parameters = ParameterGroups.Of(_learner.Network, inherited, configuration.Training, configuration.Regulariser);
        _update = new WeightUpdate(_parameters, configuration.Training, configuration.Regulariser);
    }

    /// <summary>The network's trainable tensors.</summary>
    public IReadOnlyList<TrainedParameter> Parameters => _parameters;

    /// <summary>Number of trainable parameters.</summary>
    public long ParameterCount => _parameters.Sum(p => p.Value.numel());

    /// <summary>Iterations done.</summary>
    public int Iteration => _iteration;

    /// <summary>Iterations in all.</summary>
    public int Steps => _configuration.Training.Steps;

    /// <summary>Goes on from a snapshot: weights, moving statistics, velocities, the best weights so far and the iteration.</summary>
    /// <param name="path">A resumable checkpoint of the same configuration.</param>
    /// <returns>What it says of itself.</returns>
    /// <exception cref="UsageException">The snapshot belongs to another configuration or seed.</exception>
    public CheckpointInfo Resume(string path)
    {
        var (about, file) = Checkpoint.Read(path);
        using (file)
        {
            if (Fingerprint.Of(about.Configuration) != Fingerprint.Of(_configuration) || about.Configuration.Seed != _configuration.Seed)
                throw new UsageException($"Checkpoint {path} belongs to another configuration or seed ({Fingerprint.Canonical(about.Configuration)}, seed {about.Configuration.Seed}): give one of this run, or start afresh.");
            Checkpoint.Restore(file, _learner.Network, _update.State);
            _best.Restore(about, file, _learner.Network);
            _iteration = about.Iteration;
            return about;
        }
    }

    /// <summary>Trains to the end of the schedule.</summary>
    /// <param name="cancellation">Ends the work after the current iteration, with a snapshot.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; a snapshot was written.</exception>
    /// <exception cref="DataException">The loss is not finite, or an image cannot be used.</exception>
    public void Run(CancellationToken cancellation)
    {
        var execution = _configuration.Execution;
        var total = _configuration.Training.Steps;
        using var loader = CreateLoader();
        _learner.Network.train();
        _lastSnapshot = _clock.GetTimestamp();
        while (_iteration < total)
        {
            if (cancellation.IsCancellationRequested)
            {
                Snapshot(final: false);
                cancellation.ThrowIfCancellationRequested();
            }

            Step(loader, isLogged: _iteration % execution.LogEvery == 0 || _iteration == total - 1);
            _iteration++;
            _listener.Advanced(_iteration, total);
            if (execution.ValidateEvery > 0 && (_iteration % execution.ValidateEvery == 0 || _iteration == total)) Validate();
            if (_iteration < total && execution.KeepIterations.Contains(_iteration)) Keep(CheckpointRule.At(_iteration));
            if (_iteration < total && IsSnapshotDue(execution)) Snapshot(final: false);
        }

        if (_best.Evaluation is not null) _listener.KeepDue(this, CheckpointRule.Best);
        Snapshot(final: true);
    }

    /// <summary>The best evaluation so far; null where none is looked for, or none gave a number yet.</summary>
    public BestEvaluation? Best => _best.Evaluation;

    /// <summary>Writes a checkpoint: resumable with the velocities and the best weights so far, or final without.</summary>
    /// <param name="path">Target; replaced whole.</param>
    /// <param name="final">Whether nothing goes on from it.</param>
    /// <param name="journalLine">Last line of the journal, for one to go on from.</param>
    /// <returns>SHA-256 of the file.</returns>
    public string Save(string path, bool final, long journalLine = 0) => final
        ? Checkpoint.Write(path, _learner.Network.state_dict(), About)
        : Checkpoint.Write(path, _learner.Network, _update.State, About with { JournalLine = journalLine }, _best.Tensors);

    /// <summary>Writes the best weights so far, without velocities.</summary>
    /// <returns>SHA-256 of the file.</returns>
    /// <exception cref="InvalidOperationException">There are none; see <see cref="Best"/>.</exception>
    public string SaveBest(string path) => _best.Evaluation is { } best
        ? Checkpoint.Write(path, _best.Tensors, About with { Iteration = best.Iteration, IsBest = true })
        : throw new InvalidOperationException("No evaluation gave a number yet: there are no best weights to save.");

    // The place of the weights file differs between a run and its same-seed check; its hash stays.
    private CheckpointInfo About => new(
        _configuration with { Weights = _configuration.Weights with { Path = "" } }, _iteration, [.. _dataset.Classes.Select(c => c.Name)], [.. _dataset.Classes.Select(c => c.Colour)])
    {
        Best = _best.Evaluation,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _update.Dispose();
        _best.Dispose();
        foreach (var parameter in _parameters) parameter.Start?.Dispose();
        _learner.Dispose();
    }

    private bool IsSnapshotDue(ExecutionSettings execution) =>
        (execution.SnapshotEvery > 0 && _iteration % execution.SnapshotEvery == 0)
        || (execution.SnapshotMinutes > 0 && _clock.GetElapsedTime(_lastSnapshot).TotalMinutes >= execution.SnapshotMinutes);

    private void Snapshot(bool final)
    {
        CheckFinite();
        _listener.SnapshotDue(this, final);
        _lastSnapshot = _clock.GetTimestamp();
    }

    private void Keep(CheckpointRule rule)
    {
        CheckFinite();
        _listener.KeepDue(this, rule);
    }

    /// <summary>No checkpoint is written of weights that are not finite: the last good one stays the newest.</summary>
    private void CheckFinite()
    {
        if (NonFinite.FirstWeight(_learner.Network) is { } name)
            throw new DataException($"The weights {name} are not finite after iteration {_iteration - 1}. Lower training.baseLearningRate (now {SettingDescriptor.Format(_configuration.Training.BaseLearningRate)}) or limit the gradient (training.clipNorm); the last checkpoint is kept.", "not-finite");
    }

    private PrefetchingLoader CreateLoader() => TrainingLoader.Create(_dataset, _configuration, FirstBatch);

    /// <summary>Batches are numbered through the run: with accumulation an iteration takes several.</summary>
    private int FirstBatch => _iteration * _configuration.Training.Accumulation;

    private HashSet<string> LoadWeights()
    {
        if (_configuration.Weights.Path.Length == 0) return [];
        using var file = WeightsFile.Open(_configuration.Weights.Path);
        var report = WeightsLoader.Load(_learner.Network, file, _configuration.Weights.LoadBatchNormStatistics, _configuration.Weights.LeaveOut) with
        {
            Differences = InputConvention.Of(FileTensors.HeaderOf(file)).Differences(_configuration),
        };
        _listener.WeightsLoaded(report);
        return [.. report.Loaded];
    }

    /// <summary>One iteration. Nothing made in it survives it but weights, gradients, the rule's state and statistics.</summary>
    private void Step(PrefetchingLoader loader, bool isLogged)
    {
        using var scope = NewDisposeScope();
        var figures = isLogged ? new List<StepFigure>() : null;
        var batches = _configuration.Training.Accumulation;
        var value = 0.0;
        _update.ClearGradients();
        for (var k = 0; k < batches; k++) value += Accumulate(loader.Next(), FirstBatch + k, batches, k == 0 ? figures : null);
        var penalty = isLogged ? _update.Penalty() : 0;
        if (figures is not null) Log(figures, value / batches, penalty);
        var norm = _update.Apply(_iteration);
        if (isLogged && _configuration.Training.ClipNorm > 0) _listener.Measured("train/gradient_norm", _iteration, norm);
    }

    /// <summary>Adds a batch's share of the gradient.</summary>
    /// <returns>The batch's loss.</returns>
    private double Accumulate(TrainingBatch batch, int number, int batches, List<StepFigure>? figures)
    {
        using var scope = NewDisposeScope();
        using var loss = _learner.Loss(batch, number, figures);
        var value = loss.ToDouble();
        if (!double.IsFinite(value)) throw NotFinite(value, batch, number);
        (batches == 1 ? loss : loss / batches).backward();
        return value;
    }

    /// <summary>Points of the curves, of the weights that this iteration starts with.</summary>
    private void Log(List<StepFigure> figures, double loss, double penalty)
    {
        figures.Add(new("train/loss", loss));
        figures.Add(new("train/regulariser", penalty));
        figures.Add(new("train/learning_rate", LearningRateSchedule.Rate(_configuration.Training, _iteration)));
        using var guard = no_grad();
        foreach (var block in _parameters.Where(p => p.IsInherited && p.IsWeight).GroupBy(p => p.Block))
        {
            using var scope = NewDisposeScope();
            var squared = block.Sum(p => (p.Value - p.Start!).square().sum().ToDouble());
            figures.Add(new($"drift/{block.Key}", Math.Sqrt(squared)));
        }

        foreach (var figure in figures) _listener.Measured(figure.Key, _iteration, figure.Value);
    }

    /// <summary>Evaluates on validation images, or on those to choose on; the first figure is what the best is chosen by.</summary>
    private void Validate()
    {
        var figures = Evaluate();
        foreach (var figure in figures) _listener.Measured(figure.Key, _iteration, figure.Value);
        if (!_configuration.Selection.KeepBest || figures.Count == 0) return;
        CheckFinite();
        _best.Offer(_learner.Network, _iteration, figures[0].Value);
    }

    private IReadOnlyList<StepFigure> Evaluate()
    {
        if (_learner is ClassificationLearner classifier) return classifier.Validate(_validated);
        if (_learner.Network is not PspNet network || _validated is not IDataset dataset) return [];
        var protocol = ProtocolTemplates.DuringTraining(_configuration).Resolve(_configuration.Training.Crop, "");
        var predictor = new WindowedPredictor(network, _placement, _configuration, protocol);
        var count = dataset.Stems(Subset.Validation).Count;
        var wanted = Math.Min(count, _configuration.Execution.ValidateImages);
        var confusion = Evaluator.Score(predictor, dataset, Subset.Validation, Enumerable.Range(0, wanted).Select(i => (int)((long)i * count / wanted)), null, CancellationToken.None);
        network.train();
        return [new("validation/miou", confusion.MeanIoU(AbsentClassRule.Skip)), new("validation/pixel_accuracy", confusion.PixelAccuracy())];
    }

    /// <summary>Says where the first number that is not finite arose: the step is done again, layer by layer.</summary>
    private DataException NotFinite(double value, TrainingBatch batch, int number)
    {
        var figures = new List<StepFigure>();
        var origin = NonFinite.Origin(_learner.Network, () => _learner.Loss(batch, number, figures).Dispose());
        var terms = string.Join(", ", figures.Where(f => f.Key.StartsWith("train/loss", StringComparison.Ordinal)).Select(f => $"{f.Key} {f.Value:g6}"));
        return new DataException(
            $"The loss is {value} at iteration {_iteration}{(terms.Length == 0 ? "" : $" ({terms})")}; {origin}; images {string.Join(", ", batch.Stems)}. Lower training.baseLearningRate (now {SettingDescriptor.Format(_configuration.Training.BaseLearningRate)}), limit the gradient (training.clipNorm) or check these images and their labels; the last checkpoint is kept.",
            "not-finite");
    }
}

/// <summary>Hears what happens while a network is trained.</summary>
public interface ITrainingListener
{
    /// <summary>Weights were loaded.</summary>
    void WeightsLoaded(WeightsReportEvent report);

    /// <summary>A point of a curve.</summary>
    void Measured(string series, int iteration, double value);

    /// <summary>An iteration is done.</summary>
    void Advanced(int done, int total);

    /// <summary>It is time to save.</summary>
    void SnapshotDue(Trainer trainer, bool final);

    /// <summary>Weights are to be kept for good: the trainer's as they are (<see cref="Trainer.Save"/>), or its best (<see cref="Trainer.SaveBest"/>).</summary>
    void KeepDue(Trainer trainer, CheckpointRule rule);
}

using Experiments.Engine.Augmentation;
using Experiments.Engine.Datasets;
using Experiments.Engine.Evaluation;
using Experiments.Engine.Models;
using Experiments.Engine.Schema;
using Experiments.Engine.Training.Regularisation;
using Experiments.Engine.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Engine.Training;

/// <summary>
/// The training loop: batch → loss → gradients → regulariser → momentum SGD under the poly schedule; points, snapshots
/// and evaluations on the way. All chance is a function of (seed, purpose, iteration): a run that goes on from a
/// checkpoint ends with the same bits as one that was never interrupted.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly RunConfiguration _configuration;
    private readonly IDataset _dataset;
    private readonly Placement _placement;
    private readonly ITrainingListener _listener;
    private readonly Learner _learner;
    private readonly IReadOnlyList<TrainedParameter> _parameters;
    private readonly MomentumSgd _optimiser;
    private readonly Regulariser _regulariser;
    private int _iteration;

    /// <summary>Builds the network, loads the weights and prepares the optimiser.</summary>
    /// <param name="configuration">Checked and resolved.</param>
    /// <param name="dataset">Its data set.</param>
    /// <param name="listener">Hears what happens.</param>
    /// <exception cref="DataException">The weights fit nothing.</exception>
    public Trainer(RunConfiguration configuration, IDataset dataset, ITrainingListener listener)
    {
        (_configuration, _dataset, _listener) = (configuration, dataset, listener);
        _placement = Placement.Of(configuration.Training.Replicas, configuration.Execution.Devices);
        _learner = Learner.Create(configuration, _placement, dataset.Classes.Count);
        var inherited = LoadWeights();
        var training = configuration.Training;
        _parameters = TrainedParameter.Of(_learner.Network, inherited, training.NewWeightMultiplier, training.NewBiasMultiplier);
        _optimiser = new MomentumSgd(_parameters, training.Momentum);
        _regulariser = Regulariser.Create(configuration.Regulariser);
    }

    /// <summary>The network's trainable tensors.</summary>
    public IReadOnlyList<TrainedParameter> Parameters => _parameters;

    /// <summary>Number of trainable parameters.</summary>
    public long ParameterCount => _parameters.Sum(p => p.Value.numel());

    /// <summary>Iterations done.</summary>
    public int Iteration => _iteration;

    /// <summary>Goes on from a snapshot: weights, moving statistics, velocities and the iteration.</summary>
    /// <param name="path">A resumable checkpoint of the same configuration.</param>
    /// <exception cref="UsageException">The snapshot belongs to another configuration or seed.</exception>
    public void Resume(string path)
    {
        var (about, file) = Checkpoint.Read(path);
        using (file)
        {
            if (Fingerprint.Of(about.Configuration) != Fingerprint.Of(_configuration) || about.Configuration.Seed != _configuration.Seed)
                throw new UsageException($"Checkpoint {path} belongs to another configuration or seed ({Fingerprint.Canonical(about.Configuration)}, seed {about.Configuration.Seed}): give one of this run, or start afresh.");
            Checkpoint.Restore(file, _learner.Network, _optimiser.State);
            _iteration = about.Iteration;
        }
    }

    /// <summary>Trains to the end of the schedule.</summary>
    /// <param name="cancellation">Ends the work after the current iteration, with a snapshot.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; a snapshot was written.</exception>
    /// <exception cref="DataException">The loss is not finite, or an image cannot be used.</exception>
    public void Run(CancellationToken cancellation)
    {
        var execution = _configuration.Execution;
        var total = _configuration.Training.Iterations;
        using var loader = CreateLoader();
        _learner.Network.train();
        while (_iteration < total)
        {
            if (cancellation.IsCancellationRequested)
            {
                _listener.SnapshotDue(this, final: false);
                cancellation.ThrowIfCancellationRequested();
            }

            Step(loader.Next(), isLogged: _iteration % execution.LogEvery == 0 || _iteration == total - 1);
            _iteration++;
            _listener.Advanced(_iteration, total);
            if (execution.ValidateEvery > 0 && (_iteration % execution.ValidateEvery == 0 || _iteration == total)) Validate();
            if (execution.SnapshotEvery > 0 && _iteration % execution.SnapshotEvery == 0 && _iteration < total) _listener.SnapshotDue(this, final: false);
        }

        _listener.SnapshotDue(this, final: true);
    }

    /// <summary>Writes a checkpoint: resumable with the velocities, or final without.</summary>
    /// <returns>SHA-256 of the file.</returns>
    public string Save(string path, bool final) => Checkpoint.Write(
        path, _learner.Network, final ? new Dictionary<string, Tensor>(StringComparer.Ordinal) : _optimiser.State,
        new CheckpointInfo(_configuration, _iteration, [.. _dataset.Classes.Select(c => c.Name)], [.. _dataset.Classes.Select(c => $"#{c.Red:x2}{c.Green:x2}{c.Blue:x2}")]));

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimiser.Dispose();
        foreach (var parameter in _parameters) parameter.Start?.Dispose();
        _learner.Dispose();
    }

    private PrefetchingLoader CreateLoader() => _configuration.Task == LearningTask.Classification
        ? new PatchLoader(_dataset, _configuration, _iteration)
        : new BatchLoader(_dataset, _configuration, _iteration);

    private HashSet<string> LoadWeights()
    {
        if (_configuration.Weights.Path.Length == 0) return [];
        using var file = SafetensorsFile.Read(_configuration.Weights.Path);
        var report = WeightsLoader.Load(_learner.Network, file, _configuration.Weights.LoadBatchNormStatistics);
        _listener.WeightsLoaded(report);
        return [.. report.Loaded];
    }

    /// <summary>One iteration. Nothing made in it survives it but weights, gradients, velocities and statistics.</summary>
    private void Step(TrainingBatch batch, bool isLogged)
    {
        using var scope = NewDisposeScope();
        var figures = isLogged ? new List<StepFigure>() : null;
        _optimiser.ZeroGradients();
        using var loss = _learner.Loss(batch, _iteration, figures);
        var value = loss.ToDouble();
        if (!double.IsFinite(value)) throw NotFinite(value, figures, batch);
        loss.backward();
        _regulariser.AddGradients(_parameters);
        var rate = LearningRateSchedule.Rate(_configuration.Training, _iteration);
        if (figures is not null) Log(figures, value, rate);
        _optimiser.Step(rate);
    }

    /// <summary>Points of the curves, of the weights that this iteration starts with.</summary>
    private void Log(List<StepFigure> figures, double loss, double rate)
    {
        figures.Add(new("train/loss", loss));
        figures.Add(new("train/regulariser", _regulariser.Value(_parameters)));
        figures.Add(new("train/learning_rate", rate));
        using var guard = no_grad();
        foreach (var block in _parameters.Where(p => p.IsInherited && p.IsPenalised).GroupBy(p => p.Block))
        {
            using var scope = NewDisposeScope();
            var squared = block.Sum(p => (p.Value - p.Start!).square().sum().ToDouble());
            figures.Add(new($"drift/{block.Key}", Math.Sqrt(squared)));
        }

        foreach (var figure in figures) _listener.Measured(figure.Key, _iteration, figure.Value);
    }

    private void Validate()
    {
        if (_learner.Network is not PspNet network) return;
        var protocol = Protocol.SingleScale.Resolve(_configuration.Training.Crop, "");
        var predictor = new WindowedPredictor(network, _placement, _configuration, protocol);
        var count = _dataset.Stems(Subset.Validation).Count;
        var wanted = Math.Min(count, _configuration.Execution.ValidateImages);
        var confusion = Evaluator.Score(predictor, _dataset, Subset.Validation, Enumerable.Range(0, wanted).Select(i => (int)((long)i * count / wanted)), null, CancellationToken.None);
        network.train();
        _listener.Measured("validation/miou", _iteration, confusion.MeanIoU(AbsentClassRule.Skip));
        _listener.Measured("validation/pixel_accuracy", _iteration, confusion.PixelAccuracy());
    }

    private DataException NotFinite(double value, List<StepFigure>? figures, TrainingBatch batch)
    {
        var terms = figures is null ? "" : $" ({string.Join(", ", figures.Select(f => $"{f.Key} {f.Value:g6}"))})";
        return new DataException(
            $"The loss is {value} at iteration {_iteration}{terms}; images {string.Join(", ", batch.Stems)}. Lower training.baseLearningRate (now {SettingDescriptor.Format(_configuration.Training.BaseLearningRate)}) or check these images' labels; the last checkpoint is kept.",
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
}

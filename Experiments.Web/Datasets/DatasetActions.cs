using Experiments.Data.Datasets;
using Experiments.Engine.Schema;
using Experiments.Web.Access;

namespace Experiments.Web.Datasets;

/// <summary>What a person can do to data sets: register, change, check, forget. Everything here goes through <see cref="ActGuard"/> first.</summary>
/// <param name="guard">Asks for the right, and writes down what was done.</param>
/// <param name="confinements">Which folders a person may name.</param>
/// <param name="datasets">Data sets.</param>
/// <param name="checks">Their checks.</param>
public sealed class DatasetActions(ActGuard guard, Confinements confinements, DatasetStore datasets, DatasetCheckStore checks)
{
    /// <summary>Registers a data set, or changes one, and has it checked.</summary>
    /// <param name="datasetId">The data set to change; null for a new one.</param>
    /// <param name="name">Name.</param>
    /// <param name="overrides">Settings by which it is read.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <returns>Its key, or what must be mended first.</returns>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public async Task<(long? DatasetId, IReadOnlyList<DatasetProblem> Problems)> SaveAsync(
        long? datasetId, string name, IReadOnlyDictionary<string, string> overrides, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(overrides);
        var act = datasetId is null ? Act.RegisterDataset : Act.ChangeDataset;
        await guard.RequireAsync(act, cancellationToken);
        var outside = (await confinements.FindAsync(cancellationToken)).Problems(overrides);
        // A folder outside is not looked at: whether it is there is nobody's to learn.
        if (outside.Count > 0) return (null, [.. outside.Select(p => new DatasetProblem(Sweeps.SweepExpansion.KeyOf(p), p))]);
        var problems = DatasetSettings.Problems(name, overrides);
        if (problems.Count > 0) return (null, problems);
        var root = overrides.GetValueOrDefault("data.root", "");
        var dataset = new NewDataset(name, DatasetSettings.Write(overrides), overrides.GetValueOrDefault("data.dataset", SettingCatalog.Get("data.dataset").Default), root);
        try
        {
            return (await guard.DoAsync(act, root.Length > 0 ? $"{name}: {root}" : name, () => StoreAsync(datasetId, dataset, cancellationToken), cancellationToken), []);
        }
        catch (UsageException e)
        {
            return (null, [.. e.Problems.Select(p => new DatasetProblem("", p))]);
        }
    }

    /// <summary>Asks for a check.</summary>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public Task CheckAsync(long datasetId, CancellationToken cancellationToken = default) =>
        guard.DoAsync(Act.CheckDataset, $"data set {datasetId}", () => checks.RequestAsync(datasetId, cancellationToken), cancellationToken);

    /// <summary>Cancels a check.</summary>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public Task CancelCheckAsync(long check, CancellationToken cancellationToken = default) =>
        guard.DoAsync(Act.CheckDataset, $"cancel check {check}", () => checks.CancelAsync(check, cancellationToken), cancellationToken);

    /// <summary>Forgets a data set; its files stay.</summary>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public async Task ForgetAsync(long datasetId, CancellationToken cancellationToken = default)
    {
        await guard.RequireAsync(Act.ForgetDataset, cancellationToken);
        var name = (await datasets.FindAsync(datasetId, cancellationToken))?.Name ?? $"data set {datasetId}";
        await guard.DoAsync(Act.ForgetDataset, name, () => datasets.ForgetAsync(datasetId, cancellationToken), cancellationToken);
    }

    private async Task<long> StoreAsync(long? datasetId, NewDataset dataset, CancellationToken cancellationToken)
    {
        var id = datasetId is { } known
            ? await datasets.ChangeAsync(known, dataset, cancellationToken) ? known : null
            : await datasets.AddAsync(dataset, cancellationToken);
        if (id is not { } saved) throw new UsageException($"Another data set is called \"{dataset.Name}\": give this one a name of its own.");
        await checks.RequestAsync(saved, cancellationToken);
        return saved;
    }
}

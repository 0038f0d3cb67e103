using System.Globalization;

namespace Experiments.Engine.Schema.Rules;

/// <summary>What must hold for the checkpoints that a run keeps.</summary>
internal static class SelectionRules
{
    public static IEnumerable<string> Problems(RunConfiguration c)
    {
        var late = c.Execution.KeepIterations.FirstOrDefault(n => n > c.Training.Steps);
        if (late > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"execution.keepIterations has {late}: the run has {c.Training.Steps} iterations; remove it, or raise training.iterations.");
        if (!c.Selection.KeepBest)
        {
            if (c.Selection.List.Length > 0)
                yield return $"selection.list is \"{c.Selection.List}\", but selection.keepBest is false: nothing would be chosen on these images; set selection.keepBest to true, or empty selection.list.";
            yield break;
        }

        if (c.Execution.ValidateEvery == 0)
            yield return "selection.keepBest is true, but execution.validateEvery is 0: the best is chosen among the evaluations during training; set execution.validateEvery, or selection.keepBest to false.";
        if (c.Task == LearningTask.Fisher || (c.Task == LearningTask.Classification && c.Data.Dataset != DatasetName.ClassFolders))
            yield return $"selection.keepBest is true, but nothing is evaluated during a run of task {SettingDescriptor.NameOf(c.Task)} on {SettingDescriptor.NameOf(c.Data.Dataset)}: set selection.keepBest to false.";
        if (c.Selection.List.Length > 0 && c.Data.Dataset == DatasetName.Synthetic)
            yield return $"selection.list is \"{c.Selection.List}\", but the synthetic set has no files to choose from: empty it, or use data.dataset folder.";
    }
}

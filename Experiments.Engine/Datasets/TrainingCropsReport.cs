using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>One crop as a training sees it.</summary>
/// <param name="Stem">The image that it comes from.</param>
/// <param name="Image">File of the picture, relative to the folder.</param>
/// <param name="Labels">File of its labels in the classes' colours, of the same size; empty where the whole crop has one class.</param>
/// <param name="Class">The class of the whole crop; empty where each pixel has one.</param>
/// <param name="Ignored">Share of pixels without a class: padding, and what the labels leave out.</param>
public sealed record TrainingCrop(string Stem, string Image, string Labels, string Class, double Ignored);

/// <summary>The first crops of a training; serialisable with <see cref="SchemaJson"/>.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Crop">Side of a crop in pixels.</param>
/// <param name="Classes">Classes, in index order.</param>
/// <param name="Crops">The crops, in the order in which they are seen.</param>
public sealed record TrainingCropsReport(int Seed, int Crop, IReadOnlyList<DatasetClass> Classes, IReadOnlyList<TrainingCrop> Crops);

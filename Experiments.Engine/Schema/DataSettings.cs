using System.Text.Json.Serialization;

namespace Experiments.Engine.Schema;

/// <summary>Data sets that the engine reads.</summary>
public enum DatasetName
{
    /// <summary>Two folders of images and label PNGs with the same stems.</summary>
    [JsonStringEnumMemberName("folder")] Folder,

    /// <summary>A folder of class folders for each subset: image classification.</summary>
    [JsonStringEnumMemberName("class-folders")] ClassFolders,

    /// <summary>The built-in street scenes, rendered from a seed.</summary>
    [JsonStringEnumMemberName("synthetic")] Synthetic,

    /// <summary>Cityscapes, as its archives unpack.</summary>
    [JsonStringEnumMemberName("cityscapes")] Cityscapes,

    /// <summary>ADE20K's scene parsing benchmark of 150 classes, as its archive unpacks.</summary>
    [JsonStringEnumMemberName("ade20k")] Ade20k,

    /// <summary>Pascal VOC 2012, as its archive unpacks.</summary>
    [JsonStringEnumMemberName("voc2012")] Voc2012,

    /// <summary>The Semantic Boundaries Dataset, as its archive unpacks.</summary>
    [JsonStringEnumMemberName("sbd")] Sbd,

    /// <summary>Pascal VOC 2012 with SBD's labels: trained on (VOC train ∪ SBD train ∪ SBD val) − VOC val.</summary>
    [JsonStringEnumMemberName("voc-aug")] VocAug,
}

/// <summary>Settings of the data. Folder names are relative to <see cref="Root"/>; split lists are text files of one stem a line.</summary>
public sealed record DataSettings
{
    /// <summary>Data set.</summary>
    [Setting("Data set: the built-in synthetic street scenes, a folder of images and label PNGs, folders of images by class, or Cityscapes, ADE20K, Pascal VOC 2012, SBD or their union voc-aug as their archives unpack.")]
    public DatasetName Dataset { get; init; } = DatasetName.Synthetic;

    /// <summary>A name for the table; matched with published values.</summary>
    [Setting("The data set's name in tables; published values stand beside it where it is the same. Empty takes the official sets' own name.", Kind = SettingKind.Execution)]
    public string DisplayName { get; init; } = "";

    /// <summary>Root of a set on disk; for an official set the folder that its archives unpack to.</summary>
    [Setting("Root folder of a set on disk; for an official set the folder that its archives were unpacked in.", Kind = SettingKind.Execution)]
    public string Root { get; init; } = "";

    /// <summary>Folder that SBD's archive was unpacked in (voc-aug), where it is not below <see cref="Root"/>.</summary>
    [Setting("voc-aug: the folder that SBD's archive was unpacked in; empty looks for it in data.root.", Kind = SettingKind.Execution)]
    public string SbdRoot { get; init; } = "";

    /// <summary>Subsets of an official set to train on, by their official names.</summary>
    [Setting("Official sets: subsets to train on, such as train, or train, train_extra (Cityscapes' coarse images).", Kind = SettingKind.Execution)]
    public IReadOnlyList<string> TrainSubsets { get; init; } = ["train"];

    /// <summary>Subsets of an official set to validate on, by their official names.</summary>
    [Setting("Official sets: subsets to validate on.", Kind = SettingKind.Execution)]
    public IReadOnlyList<string> ValidationSubsets { get; init; } = ["val"];

    /// <summary>Takes an official set of which images are missing.</summary>
    [Setting("Official sets: whether a copy with another number of images than the set has is taken.", Kind = SettingKind.Execution)]
    public bool AllowIncomplete { get; init; }

    /// <summary>Folder of training images, relative to the root.</summary>
    [Setting("Training images, relative to the root.", Kind = SettingKind.Execution)]
    public string TrainImages { get; init; } = "images/train";

    /// <summary>Folder of training labels, relative to the root.</summary>
    [Setting("Training labels, relative to the root.", Kind = SettingKind.Execution)]
    public string TrainLabels { get; init; } = "labels/train";

    /// <summary>Folder of validation images, relative to the root.</summary>
    [Setting("Validation images, relative to the root.", Kind = SettingKind.Execution)]
    public string ValidationImages { get; init; } = "images/val";

    /// <summary>Folder of validation labels, relative to the root.</summary>
    [Setting("Validation labels, relative to the root.", Kind = SettingKind.Execution)]
    public string ValidationLabels { get; init; } = "labels/val";

    /// <summary>Folder of validation instance images, relative to the root; empty for none.</summary>
    [Setting("Instance images of the validation subset (16-bit PNG of the same stems, class · 1000 + number; the class is its index, or its label_id in the class file), relative to the root; gives iIoU. Empty for none.", Kind = SettingKind.Execution)]
    public string ValidationInstances { get; init; } = "";

    /// <summary>Split of the training images: a text file of stems, or a pattern such as <c>0016E5_*</c>; empty takes all.</summary>
    [Setting("Training split: a text file of stems (one a line), or a pattern such as 0016E5_*; empty takes every image.", Kind = SettingKind.Execution)]
    public string TrainList { get; init; } = "";

    /// <summary>Split of the validation images: a text file of stems, or a pattern; empty takes all.</summary>
    [Setting("Validation split: a text file of stems (one a line), or a pattern such as 0006R0_*; empty takes every image.", Kind = SettingKind.Execution)]
    public string ValidationList { get; init; } = "";

    /// <summary>Takes this many training images, evenly spread over the sorted split; 0 takes all.</summary>
    [Setting("Number of training images, evenly spread over the sorted split; 0 takes all.", Kind = SettingKind.Execution, Min = 0)]
    public int TrainLimit { get; init; }

    /// <summary>Takes this many validation images, evenly spread over the sorted split; 0 takes all.</summary>
    [Setting("Number of validation images, evenly spread over the sorted split; 0 takes all.", Kind = SettingKind.Execution, Min = 0)]
    public int ValidationLimit { get; init; }

    /// <summary>Text file of stems to leave out of every subset, one a line, <c># reason</c> after it; relative to the root. Empty leaves none out.</summary>
    [Setting("Text file of stems to leave out of every subset, one a line with its reason after #; relative to the root, or absolute. Empty leaves none out.", Kind = SettingKind.Execution)]
    public string LeaveOut { get; init; } = "";

    /// <summary>Class file (CSV: index,name,red,green,blue[,category[,label_id]]), relative to the root; empty counts the classes from the labels.</summary>
    [Setting("Class file (CSV index,name,red,green,blue and, if wanted, category and label_id), relative to the root; empty derives the classes from the labels.", Kind = SettingKind.Execution)]
    public string ClassesFile { get; init; } = "";

    /// <summary>Label values that count for nothing.</summary>
    [Setting("Label values that take part in neither loss nor score.", Min = 0, Max = 65535)]
    public IReadOnlyList<int> IgnoreLabels { get; init; } = [255];

    /// <summary>Stored label values and the classes that they mean (<c>7=0</c>); empty where they are the classes' indices.</summary>
    [Setting("Folder sets: stored label values and the classes that they mean, such as 7=0, 8=1; values not named must be in data.ignoreLabels. Empty takes the values as class indices.")]
    public IReadOnlyList<string> LabelMap { get; init; } = [];

    /// <summary>Class folders: the shorter side of every image is resized to this before it is cropped.</summary>
    [Setting("Class folders: length that the shorter side of every image is resized to before it is cropped; 0 leaves images as they are.", Min = 0, Max = 4096)]
    public int ShortSide { get; init; } = 256;

    /// <summary>SHA-256 over the chosen images and labels of both splits, filled in when the configuration is resolved.</summary>
    [Setting("SHA-256 over the chosen images and labels, filled in when the run is created; a given value is checked.", IsFilledIn = true)]
    public string Manifest { get; init; } = "";

    /// <summary>SHA-256 over the training images' stems in order, filled in when the configuration is resolved.</summary>
    [Setting("SHA-256 over the training images' stems in order, one a line; filled in when the run is created.", Kind = SettingKind.Execution, IsFilledIn = true)]
    public string TrainListSha256 { get; init; } = "";

    /// <summary>SHA-256 over the validation images' stems in order, filled in when the configuration is resolved.</summary>
    [Setting("SHA-256 over the validation images' stems in order, one a line; filled in when the run is created.", Kind = SettingKind.Execution, IsFilledIn = true)]
    public string ValidationListSha256 { get; init; } = "";

    /// <summary>Mean of R, G and B (0-255), subtracted from the images.</summary>
    [Setting("Mean of red, green and blue (0-255) subtracted from the images; Cityscapes has its own where none is given (engine's and reference's conventions).", Min = 0, Max = 255, Length = 3)]
    public IReadOnlyList<double> Mean { get; init; } = [122.679, 116.669, 104.007];

    /// <summary>Standard deviation of R, G and B (0-255 units) that the images are divided by; 1 leaves them.</summary>
    [Setting("What red, green and blue are divided by after the mean is subtracted (0-255 units).", Min = 1e-3, Max = 255, Length = 3)]
    public IReadOnlyList<double> Std { get; init; } = [1, 1, 1];
}

/// <summary>The two cities of the synthetic set.</summary>
public enum SyntheticDomain
{
    /// <summary>The city to pre-train on.</summary>
    [JsonStringEnumMemberName("source")] Source,

    /// <summary>The city to fine-tune on: other light, other layouts, other textures.</summary>
    [JsonStringEnumMemberName("target")] Target,
}

/// <summary>Settings of the built-in synthetic street set.</summary>
public sealed record SyntheticSettings
{
    /// <summary>Which of the two cities.</summary>
    [Setting("City: source to pre-train on, target to fine-tune on.")]
    public SyntheticDomain Domain { get; init; } = SyntheticDomain.Target;

    /// <summary>Number of training images.</summary>
    [Setting("Number of training images.", Min = 1, Max = 100000)]
    public int TrainCount { get; init; } = 60;

    /// <summary>Number of validation images.</summary>
    [Setting("Number of validation images.", Min = 1, Max = 100000)]
    public int ValidationCount { get; init; } = 20;

    /// <summary>Image height in pixels.</summary>
    [Setting("Image height in pixels.", Min = 48, Max = 2048)]
    public int Height { get; init; } = 120;

    /// <summary>Image width in pixels.</summary>
    [Setting("Image width in pixels.", Min = 48, Max = 4096)]
    public int Width { get; init; } = 160;

    /// <summary>Seed of the scenes.</summary>
    [Setting("Seed of the scenes.", Min = 0)]
    public int Seed { get; init; }
}

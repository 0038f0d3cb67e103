using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets.Caching;

/// <summary>A data set whose samples are known by the content of their files.</summary>
internal interface IContentAddressed
{
    /// <summary>The same text for the same decoded image and labels, wherever the files lie: hashes of the files, and what labels are read by.</summary>
    /// <exception cref="UsageException">A file cannot be read.</exception>
    string ContentOf(Subset subset, int index);
}

using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Imaging;

namespace Experiments.Engine.Tests.Datasets;

/// <summary>Categories, label ids and instance images of a folder set.</summary>
public sealed class InstanceFilesTests : IDisposable
{
    private readonly FolderFixture _set = new();

    public void Dispose() => _set.Dispose();

    [Fact]
    public void A_class_file_may_name_categories_and_label_ids()
    {
        DatasetClass[] classes = [new("road", 1, 2, 3, "flat", 7), new("a, b", 4, 5, 6), new("car", 7, 8, 9, "vehicle", 26)];
        ClassFile.Write(_set["classes.csv"], classes);
        Assert.Equal("index,name,red,green,blue,category,label_id\n0,road,1,2,3,flat,7\n1,\"a, b\",4,5,6,,\n2,car,7,8,9,vehicle,26\n", File.ReadAllText(_set["classes.csv"]));
        Assert.Equal(classes, ClassFile.Read(_set["classes.csv"]));

        DatasetClass[] categories = [new("road", 1, 2, 3, "flat"), new("car", 7, 8, 9, "vehicle")];
        ClassFile.Write(_set["classes.csv"], categories);
        Assert.Equal("index,name,red,green,blue,category\n0,road,1,2,3,flat\n1,car,7,8,9,vehicle\n", File.ReadAllText(_set["classes.csv"]));
        Assert.Equal(categories, ClassFile.Read(_set["classes.csv"]));
    }

    [Fact]
    public void Instance_images_are_found_by_stem_and_keep_their_16_bits()
    {
        ushort[] ids = [26001, 33017, 7, .. new ushort[21]];
        foreach (var stem in new[] { "c_1", "c_2" }) _set.Write($"instances/{stem}.png", new TestPng { Width = 6, Height = 4, BitDepth = 16 }.Encode(ids));
        var dataset = DatasetFactory.Open(_set.Configuration with { Data = _set.Settings with { ValidationInstances = "instances" } });
        Assert.Equal(ids, dataset.LoadInstances(Subset.Validation, 1)!.Samples);
        Assert.Null(dataset.LoadInstances(Subset.Train, 0));
        Assert.Null(DatasetFactory.Open(_set.Configuration).LoadInstances(Subset.Validation, 0));
        Assert.Equal(DatasetFactory.Open(_set.Configuration).ManifestOf(Subset.Validation), dataset.ManifestOf(Subset.Validation));
    }

    [Fact]
    public void Missing_instance_images_are_named()
    {
        _set.Write("instances/c_1.png", new TestPng { Width = 6, Height = 4, BitDepth = 16 }.Encode(new ushort[24]));
        var error = Assert.Throws<UsageException>(() => DatasetFactory.Open(_set.Configuration with { Data = _set.Settings with { ValidationInstances = "instances" } }));
        Assert.Equal("Image without instances in \"instances\": c_2; add the instance PNG, or leave data.validationInstances empty.", error.Message);
    }
}

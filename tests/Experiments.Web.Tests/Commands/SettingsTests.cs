using Experiments.Engine.Schema;
using Experiments.Web.Hosting;
using Microsoft.Extensions.Configuration;

namespace Experiments.Web.Tests.Commands;

public sealed class SettingsTests
{
    [Fact]
    public void Defaults_are_one_job_on_the_cpu_and_a_file_in_the_runs_folder()
    {
        var settings = Read();

        Assert.Equal(1, settings.Concurrency);
        Assert.Equal(["cpu"], settings.Devices);
        Assert.Equal("http://127.0.0.1:5080", settings.Urls);
        Assert.Equal(Path.GetFullPath("runs/experiments.db"), settings.DatabaseFile);
        Assert.Equal(Environment.ProcessorCount, settings.ThreadsPerJob);
    }

    [Fact]
    public void Concurrency_follows_the_GPUs_listed_unless_it_is_given()
    {
        Assert.Equal(2, Read(("Experiments:Devices", "cuda:0, cuda:1")).Concurrency);
        Assert.Equal(1, Read(("Experiments:Devices", "cuda:0, cuda:1"), ("Experiments:Concurrency", "1")).Concurrency);
    }

    [Fact]
    public void A_connection_string_is_taken_as_it_is()
    {
        var settings = Read(("Experiments:Database", "Host=db;Database=experiments;Username=me"));

        Assert.Null(settings.DatabaseFile);
        Assert.Equal("Host=db;Database=experiments;Username=me", settings.ConnectionString);
    }

    [Fact]
    public void Every_problem_is_told_at_once_naming_its_key()
    {
        var error = Assert.Throws<UsageException>(() => Read(
            ("Experiments:Devices", "tpu"), ("Experiments:Concurrency", "-1"), ("Experiments:Queues", "gpu,Big Ones"), ("Experiments:LeaseSeconds", "soon"), ("urls", "5080"), ("Experiments:Engine", "/nowhere")));

        Assert.Equal(
        [
            "Experiments:Devices has \"tpu\": a device is cpu, cuda or cuda:N.",
            "Experiments:Concurrency is \"-1\": it must be a whole number between 0 and 256; the default is 1.",
            "Experiments:Queues has \"Big\": a queue is named by 1 to 20 lower-case letters, digits, - and _, for example default or gpu.",
            "Experiments:Queues has \"Ones\": a queue is named by 1 to 20 lower-case letters, digits, - and _, for example default or gpu.",
            "Experiments:LeaseSeconds is \"soon\": it must be a whole number between 2 and 3600; the default is 30.",
            "urls has \"5080\": an address is http://HOST:PORT, for example http://127.0.0.1:5080; set --urls.",
            "Experiments:Engine is \"/nowhere\", which does not exist: give the path of Experiments.Engine.dll, or leave it empty.",
        ], error.Problems);
    }

    private static ExperimentsSettings Read(params (string Key, string Value)[] values) =>
        ExperimentsSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build());
}

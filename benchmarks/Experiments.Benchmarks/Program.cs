using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Experiments.Benchmarks;
using Experiments.Benchmarks.Browser;
using Experiments.Benchmarks.Peers;
using Experiments.Benchmarks.Statistics;
using Experiments.Benchmarks.Storage;

if (args is ["peer", .. var peer]) return PeerProcess.Run(peer);
if (args is ["decode", .. var decode]) return DecodingProcess.Run(decode);
if (args is ["loading", .. var loading]) return LoadingProcess.Run(loading);
if (args is ["coverage", .. var coverage]) return CoverageProcess.Run(coverage);
if (args is ["bootstrap", .. var bootstrap]) return BootstrapProcess.Run(bootstrap);
if (args is ["ingest", .. var ingest]) return await IngestProcess.RunAsync(ingest);
if (args is ["curves", .. var curves]) return await CurvesProcess.RunAsync(curves);
if (args is ["start", .. var start]) return await StartProcess.RunAsync(start);
if (args is ["browser", .. var browser]) return await BrowserProcess.RunAsync(browser);
if (args is ["large", .. var large]) return await LargeDatabase.RunAsync(large);
if (args is ["compare", .. var compare]) return await CompareProcess.RunAsync(compare);
if (args is ["scale", .. var scale]) return await ScaleProcess.RunAsync(scale);

// In this process: a copy of the project, which BenchmarkDotNet would build otherwise, finds neither the linked libtorch
// nor the settings of this build.
var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(2).WithIterationCount(8);
BenchmarkSwitcher.FromAssembly(typeof(TrainingStep).Assembly).Run(args, DefaultConfig.Instance.AddJob(job));
return 0;

using Experiments.Engine.Native;
using TorchSharp;
TorchLibrary.EnsureLoaded();
Console.WriteLine(torch.ones(2,3).sum().item<float>());
return 0;

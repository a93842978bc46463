# model: RowLSTM  input: 1x28x28
import torch.nn as nn


class RowLSTM(nn.Module):
    def __init__(self):
        super(RowLSTM, self).__init__()
        self.lstm = nn.LSTM(input_size=28, hidden_size=32, num_layers=1, batch_first=True)
        self.fc = nn.Linear(32, 10)

    def forward(self, x):
        x = x.reshape(-1, 28, 28)
        out, (h, c) = self.lstm(x)
        return self.fc(out[:, -1, :])

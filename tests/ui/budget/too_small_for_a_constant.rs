use keisan::graph;

const WIDTH: usize = 512;

graph! {
    graph Net {
        budget = "4 KB";
        input x: [8, 64];
        param w: [64, WIDTH] = he_normal;
        loss = mean(relu(x @ w));
    }
}

fn main() {}

use keisan::graph;

graph! {
    graph G<const B: usize> {
        input x: [B, 4];
        param w: [4, 4] = zeros;
        loss = mean(custom_gradient(x @ w, x));
    }
}

fn main() {}
